#!/bin/sh
# Starts Postfix in a container, its own settings from the environment:
#   MAIL_HOSTNAME   our name in the greeting
#   MAIL_DOMAINS    our domains, parted by blanks
#   FRONTDESK       host:port of frontdesk's LMTP
#   FRONTDESK_IP    the address from which frontdesk sends its answers
#   RELAYHOST       where mail for elsewhere goes; empty: straight to its MX
set -eu

for domain in $MAIL_DOMAINS; do
  echo "$domain reject_unverified_recipient"
done > /etc/postfix/domains

postconf -e \
  "myhostname = $MAIL_HOSTNAME" \
  "virtual_transport = lmtp:inet:$FRONTDESK" \
  "mynetworks = 127.0.0.0/8 [::1]/128 $FRONTDESK_IP" \
  "relayhost = ${RELAYHOST:-}" \
  "maillog_file = /dev/stdout"
exec postfix start-fg
