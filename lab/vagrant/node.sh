#!/bin/sh
# node.sh ADDRESS INDEX COUNT: makes a fresh Debian 12 into node INDEX (0 is the control plane) of COUNT.
set -eu
address=$1
index=$2
count=$3
files=/tmp/refit

DEBIAN_FRONTEND=noninteractive apt-get update
DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends docker.io containerd runc \
  containernetworking-plugins conntrack socat ethtool ebtables iptables

# The same files as on the lab's nspawn nodes, but for what a machine of its own does not need.
rm -rf "$files/common/etc/systemd/system" "$files/common/usr/local/sbin" "$files/common/etc/ssh"
cp -r "$files/common/." "$files/classic/." /
install -m 755 "$files/kubelet" "$files/kubeadm" "$files/kubectl" /usr/bin/
mkdir -p /opt/cni /etc/cni/net.d
ln -sfn /usr/lib/cni /opt/cni/bin
printf 'KUBELET_EXTRA_ARGS=--node-ip=%s\n' "$address" >/etc/default/kubelet

cat >/etc/docker/daemon.json <<END
{ "exec-opts": ["native.cgroupdriver=cgroupfs"], "log-driver": "json-file", "log-opts": { "max-size": "10m" } }
END
cat >/etc/cni/net.d/10-lab.conflist <<END
{ "cniVersion": "0.4.0", "name": "lab", "plugins": [
  { "type": "bridge", "bridge": "cni0", "isGateway": true, "ipMasq": true, "hairpinMode": true,
    "ipam": { "type": "host-local", "ranges": [[{ "subnet": "198.19.$index.0/24" }]], "routes": [{ "dst": "0.0.0.0/0" }] } },
  { "type": "portmap", "capabilities": { "portMappings": true } },
  { "type": "firewall", "backend": "iptables" } ] }
END

# Ways to the pods of the others, at every boot.
{
  echo '#!/bin/sh'
  other=0
  while [ "$other" -lt "$count" ]; do
    [ "$other" = "$index" ] || echo "ip route replace 198.19.$other.0/24 via 192.168.56.$((11 + other))"
    other=$((other + 1))
  done
} >/usr/local/sbin/lab-routes
chmod 755 /usr/local/sbin/lab-routes
cat >/etc/systemd/system/lab-routes.service <<'END'
[Unit]
After=network-online.target
Wants=network-online.target
[Service]
Type=oneshot
ExecStart=/usr/local/sbin/lab-routes
[Install]
WantedBy=multi-user.target
END

modprobe -a overlay br_netfilter
sysctl --system >/dev/null
systemctl daemon-reload
systemctl enable --now lab-routes.service kubelet.service
systemctl restart containerd.service docker.service

if [ "$index" = 0 ]; then
  [ -e /etc/kubernetes/admin.conf ] || kubeadm init --kubernetes-version v1.23.17 \
    --apiserver-advertise-address "$address" --pod-network-cidr 198.19.0.0/17 --service-cidr 198.19.128.0/17 \
    --skip-phases addon/kube-proxy,addon/coredns --ignore-preflight-errors SystemVerification,Swap
  cp /etc/kubernetes/admin.conf /refit/kubeconfig
  kubeadm token create --print-join-command >/refit/join
  : >/refit/known_hosts
elif [ ! -e /etc/kubernetes/kubelet.conf ]; then
  sh /refit/join --ignore-preflight-errors SystemVerification,Swap
fi

# The host key of this machine, as it is and not as somebody on the way says it is.
sed "s/^/$address /" /etc/ssh/ssh_host_ed25519_key.pub >>/refit/known_hosts
