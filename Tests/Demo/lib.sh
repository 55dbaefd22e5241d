# What every chapter of the demo shares; a chapter begins with: . "$(dirname "$0")/lib.sh"; start
#
# Starts a real daemon on a socket in a temporary folder, runs real commands, checks each one's
# exit code and text, and leaves nothing behind. Exits 0 only if every step came out as it must.
# The first argument is the folder of the built programs.
set -u
bin=$1
folder=$(mktemp -d "${TMPDIR:-/tmp}/latchkey-demo.XXXXXX")
export LATCHKEY_SOCKET="$folder/latchkey.sock"
daemon=""
steps=0
shown_mails=""
out=""

finish() {
  code=$?
  trap - EXIT INT TERM
  if [ -n "$daemon" ] && kill -TERM "$daemon" 2>/dev/null; then wait "$daemon" 2>/dev/null; fi
  rm -rf "$folder"
  exit "$code"
}
trap finish EXIT
trap 'exit 130' INT TERM

fail() {
  printf '\nThis did not come out as it must: %s\n' "$1" >&2
  printf 'The daemon said:\n' >&2
  tail -20 "$folder/log" >&2
  exit 1
}

# The daemon, and whoever asks first.
start() {
  "$bin/latchkeyd" --socket "$LATCHKEY_SOCKET" --database "$folder/latchkey.sqlite" \
    --keys "$folder/keys" --mail "${mail_way:-maildir:$folder/mail}" \
    --agent-link https://console.example.org/password \
    --contact-link https://portal.example.com/password 2>"$folder/log" &
  daemon=$!
  as root
  tries=0
  until "$bin/latchkey" server ping --count 1 >/dev/null 2>&1; do
    kill -0 "$daemon" 2>/dev/null || fail "the daemon did not start"
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || fail "the daemon is not ready"
    sleep 0.1
  done
}

# The Account Administrator, signed in and freshly proved, as NAME: ada.
bootstrap() {
  step 0 "Ada Admin" 'Kite-Over-Fjord-7\n' operator bootstrap ada@example.org --name "Ada Admin" --stdin
  as ada
  step 0 "Signed in" 'Kite-Over-Fjord-7\n' sign-in ada@example.org --stdin
  step 0 "" 'Kite-Over-Fjord-7\n' step-up --stdin
}

# agent_at_work NAME FULL-NAME ROLE PASSWORD: adds an agent, who is signed in and freshly proved.
agent_at_work() {
  as ada
  step 0 "$1@example.org" '' agent create "$1@example.org" --name "$2" --role "$3"
  step 0 "" "$4\\n" agent set-password "$1@example.org" --stdin
  as "$1"
  step 0 "Signed in" "$4\\n" sign-in "$1@example.org" --stdin
  step 0 "" "$4\\n" step-up --stdin
}

title() { printf '\n\033[1m%s\033[0m\n' "$1"; }

# as NAME: whose session the next commands use.
as() {
  who=$1
  export LATCHKEY_SESSION="$folder/$who.session"
}

# Words as a shell would need them.
shown() {
  for word in "$@"; do
    case $word in
      *[!A-Za-z0-9@._/=+:-]*) printf " '%s'" "$word" ;;
      *) printf ' %s' "$word" ;;
    esac
  done
}

# step EXIT TEXT TYPED COMMAND...: runs a command, with TYPED as the secrets on its standard input,
# and expects the exit code and the text.
step() {
  want=$1
  text=$2
  typed=$3
  shift 3
  printf '\n%s$ latchkey%s\n' "$who" "$(shown "$@")"
  [ -z "$typed" ] || printf '%b' "$typed" | sed 's/^/    typed: /'
  out=$(printf '%b' "$typed" | "$bin/latchkey" "$@" 2>&1)
  got=$?
  printf '%s\n' "$out" | sed 's/^/    /'
  steps=$((steps + 1))
  [ "$got" -eq "$want" ] || fail "exit code $got instead of $want"
  case $out in
    *"$text"*) ;;
    *) fail "the answer lacks \"$text\"" ;;
  esac
}

# taken ROW: what the last answer says in this row, such as a password that is shown once.
taken() {
  printf '%s\n' "$out" | sed -n "s/^  $1  *//p" | head -1
}

# lacks TEXT: the last answer must not have it.
lacks() {
  case $out in
    *"$1"*) fail "the answer has \"$1\"" ;;
  esac
}

# mails_to ADDRESS: how many messages went there.
mails_to() {
  grep -li "^To:.*$1" "$folder"/mail/new/* 2>/dev/null | wc -l
}

# link_for ADDRESS: waits for a new mail with a link to an address, shows it, and keeps its token.
link_for() {
  tries=0
  token=""
  while [ -z "$token" ]; do
    for mail in "$folder"/mail/new/*; do
      [ -f "$mail" ] && grep -qi "^To:.*$1" "$mail" || continue
      case $shown_mails in *"$mail"*) continue ;; esac
      # Soft line ends of quoted-printable are undone before the link is looked for.
      token=$(tr -d '\r' <"$mail" | sed -e ':a' -e '/=$/{N;s/=\n//;ta' -e '}' |
        grep -o 'lk[ac][a-z]_[A-Za-z0-9_-]\{43\}' | head -1)
      [ -z "$token" ] || break
    done
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || fail "no mail with a link arrived"
    [ -n "$token" ] || sleep 0.1
  done
  shown_mails="$shown_mails $mail"
  printf '\nThe message in the mail folder:\n'
  # Its plain form; what follows says the same as a page.
  sed -n -e '/^Content-Type: text\/html/q' -e 's/\r$//' -e 's/^/    | /p' "$mail"
}

# The last line of every chapter.
finished() {
  title "All $steps steps came out as they must."
}
