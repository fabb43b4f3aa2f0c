alias dps='docker ps -a'
export DOCKER_HOST=tcp://127.0.0.1:2375
