alias cps='crictl ps -a' # docker ps, as it was
