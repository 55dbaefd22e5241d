#!/bin/sh
# Mail: a server that is set and tried out, a message that arrives, one that does not, and the texts.
. "$(dirname "$0")/lib.sh"
mail_way=desk
start

# A mail server on loopback that misbehaves as it is told, where Python has what it needs.
mailbox="$folder/mailbox"
mkdir "$mailbox"
mail_server() {
  mkfifo "$folder/hold"
  "$python" "$(dirname "$0")/../MailServers/scripted.py" "$mailbox" \
    <"$folder/hold" >"$folder/port" 2>/dev/null &
  # The server ends when nobody holds its input any more.
  exec 9>"$folder/hold"
  tries=0
  until port=$(head -1 "$folder/port") && [ -n "$port" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || fail "the mail server does not answer"
    sleep 0.1
  done
}

# A Python with aiosmtpd: that of the system, if the first one has none.
python=""
for candidate in python3 /usr/bin/python3; do
  "$candidate" -c 'import aiosmtpd' 2>/dev/null && python=$candidate && break
done

# arrived NUMBER: waits until so many messages arrived.
arrived() {
  tries=0
  until [ "$(ls "$mailbox"/*.eml 2>/dev/null | wc -l)" -ge "$1" ]; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || fail "no message arrived"
    sleep 0.1
  done
}

# ended MAIL STATE: waits until a mail came to its end.
ended() {
  tries=0
  until "$bin/latchkey" mail outbox show "$1" --json | grep -q "\"state\":\"$2\""; do
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || fail "mail $1 is not $2"
    sleep 0.1
  done
}

# template LINE...: a text as people write it.
template() { printf '%s\n' "$@" >"$folder/template.txt"; }

title "1. Without a mail server links are shown, and say why"
bootstrap
step 0 "No mail server" '' mail server show
step 0 "Jane Miller" '' contact create jane@example.com --name "Jane Miller"
step 0 "no mail server is configured" '' contact reset-link jane@example.com
step 6 "MAIL_SERVER_NOT_CONFIGURED" '' mail server test ada@example.org

title "2. A server is tried out before it is set: which step fails, and why"
step 10 "connect" '' mail server test ada@example.org 127.0.0.1 --port 1 --security plain
step 6 "daemon's configuration" '' call Mail.UpdateServer --json '{"server":{"route":"sendmail","path":"/bin/sh"},"revision":0}'
step 6 "allowed explicitly" '' mail server set mail.example.com --security plain

if [ -z "$python" ]; then
  title "The rest needs python3-aiosmtpd for a mail server."
  finished
  exit 0
fi
mail_server
printf 'unknown\n' >"$mailbox/faults"
step 10 "550" '' mail server test ada@example.org 127.0.0.1 --port "$port" --security plain
step 0 "accepted the sample" '' mail server test ada@example.org 127.0.0.1 --port "$port" --security plain
step 0 "No mail server" '' mail server show

title "3. Set, and in force at once"
step 0 "Mail goes to 127.0.0.1" '' mail server set 127.0.0.1 --port "$port" --security plain --sender desk@example.org
arrived 1
step 0 "on its way" '' contact reset-link jane@example.com
mail=$(taken mail)
ended "$mail" delivered
step 0 "delivered" '' mail outbox show "$mail"

title "4. What does not arrive is a task, with the server's words"
printf 'unknown\nunknown\nunknown\nunknown\n' >"$mailbox/faults"
for round in 1 2 3; do
  step 0 "on its way" '' contact reset-link jane@example.com
  mail=$(taken mail)
  ended "$mail" failed
done
step 0 "550" '' mail outbox show "$mail"
step 0 "3 messages failed" '' mail outbox list --state failed
step 0 "3" '' mail outbox undeliverable
step 0 "rejected 3 times" '' contact show jane@example.com
step 0 "attempted again" '' mail outbox retry "$mail"
ended "$mail" delivered
step 0 "No address rejects mail" '' mail outbox undeliverable
step 0 "is cancelled" '' mail outbox cancel "$((mail - 1))" --yes

title "5. What mail says is a template: checked, versioned, and reset"
step 0 "Forgot password" '' mail template preview invitation
template "Subject: {desk}: hello" "" "Your password is {password}." "" "{link}"
step 10 "No mail ever says a password" '' mail template preview staff_reset_link --file "$folder/template.txt"
step 6 "FIELD_INVALID" '' mail template edit staff_reset_link --file "$folder/template.txt"
template "Subject: {desk}: your link" "" "Dear {name}," "" "here it is, for {lifetime}:" "" "{link}"
step 0 "edited" '' mail template edit staff_reset_link --file "$folder/template.txt"
step 0 "on its way" '' contact reset-link jane@example.com
ended "$(taken mail)" delivered
newest=$(ls "$mailbox"/*.eml | tail -1)
sed -n -e '/^Content-Type: text\/html/q' -e 's/\r$//' -e 's/^/    | /p' "$newest"
grep -q "Dear Jane Miller," "$newest" || fail "the mail is not by the new text"
step 0 "1" '' mail template list --edited
step 0 "built in" '' mail template reset staff_reset_link --yes

title "6. All of it is in the audit"
step 0 "mail.server.update" '' audit list --action mail.server. --limit 5
step 0 "mail.template.update" '' audit list --action mail.template. --limit 5
exec 9>&-
finished
