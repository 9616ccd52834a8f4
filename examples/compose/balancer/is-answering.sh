#!/bin/bash
# Whether the load balancer and a gate behind it respond: the health path returns 200.
exec 3<>/dev/tcp/127.0.0.1/3000 || exit 1
printf 'GET / HTTP/1.0\r\n\r\n' >&3
read -r -t 2 _ status _ <&3
[[ $status == 200 ]]
