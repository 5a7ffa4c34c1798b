#!/bin/sh
# Starts Postfix in a container, with these settings from the environment:
#   MAIL_HOSTNAME   its name in the greeting
#   MAIL_DOMAINS    the local domains, separated by spaces
#   FRONTDESK       host:port of frontdesk's LMTP
#   FRONTDESK_IP    the address from which frontdesk sends
#   RELAYHOST       the relay for other domains; empty: delivery to their MX
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
