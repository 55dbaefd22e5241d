#!/bin/sh
# A morning at a help desk: three ways to reset a colleague's password, and what is refused.
#
# Starts a real daemon on a socket in a temporary folder, runs real commands, checks each one's
# exit code and text, and leaves nothing behind. Exits 0 only if every step came out as it must.
set -u
bin=$1
folder=$(mktemp -d "${TMPDIR:-/tmp}/latchkey-demo.XXXXXX")
export LATCHKEY_SOCKET="$folder/latchkey.sock"
daemon=""
steps=0

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
      *[!A-Za-z0-9@._/=+-]*) printf " '%s'" "$word" ;;
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

# link_for ADDRESS: waits for the mail with a link to an address, shows it, and keeps its token.
link_for() {
  tries=0
  token=""
  while [ -z "$token" ]; do
    for mail in "$folder"/mail/new/*; do
      [ -f "$mail" ] && grep -qi "^To:.*$1" "$mail" || continue
      # Soft line ends of quoted-printable are undone before the link is looked for.
      token=$(tr -d '\r' <"$mail" | sed -e ':a' -e '/=$/{N;s/=\n//;ta' -e '}' |
        grep -o 'lka[rif]_[A-Za-z0-9_-]\{43\}' | head -1)
      [ -z "$token" ] || break
    done
    tries=$((tries + 1))
    [ "$tries" -lt 100 ] || fail "no mail with a link arrived"
    [ -n "$token" ] || sleep 0.1
  done
  printf '\nThe message in the mail folder:\n'
  sed -e 's/\r$//' -e 's/^/    | /' "$mail"
}

"$bin/latchkeyd" --socket "$LATCHKEY_SOCKET" --database "$folder/latchkey.sqlite" \
  --keys "$folder/keys" --mail "maildir:$folder/mail" \
  --agent-link https://console.example.org/password 2>"$folder/log" &
daemon=$!
as root
tries=0
until "$bin/latchkey" server ping --count 1 >/dev/null 2>&1; do
  kill -0 "$daemon" 2>/dev/null || fail "the daemon did not start"
  tries=$((tries + 1))
  [ "$tries" -lt 100 ] || fail "the daemon is not ready"
  sleep 0.1
done

title "1. A new desk"
step 0 "Ada Admin" 'Kite-Over-Fjord-7\n' operator bootstrap ada@example.org --name "Ada Admin" --stdin
as ada
step 0 "Signed in" 'Kite-Over-Fjord-7\n' sign-in ada@example.org --stdin
step 0 "" 'Kite-Over-Fjord-7\n' step-up --stdin
step 0 "Manage Agent Password" '' role create "Password Desk" --permission manage_agents --permission manage_agent_password
step 0 "Team Lead" '' role create "Team Lead" --permission manage_agents
step 0 "pia@example.org" '' agent create pia@example.org --name "Pia Prins" --role "Password Desk"
step 0 "tom@example.org" '' agent create tom@example.org --name "Tom Lund" --role "Team Lead"
step 0 "bo@example.org" '' agent create bo@example.org --name "Bo Ek"
step 0 "" 'Seven-Grey-Herons-2\n' agent set-password pia@example.org --stdin
step 0 "" 'Plum-Jam-On-Rye-4\n' agent set-password tom@example.org --stdin
step 0 "" 'Old-Harbor-Light-1\n' agent set-password bo@example.org --stdin
as pia
step 0 "Signed in" 'Seven-Grey-Herons-2\n' sign-in pia@example.org --stdin
as tom
step 0 "Signed in" 'Plum-Jam-On-Rye-4\n' sign-in tom@example.org --stdin

title "2. Way one: a reset link by mail"
as pia
step 4 "STEP_UP_REQUIRED" '' agent reset-link bo@example.org
step 0 "" 'Seven-Grey-Herons-2\n' step-up --stdin
step 0 "48 hours" '' agent reset-link bo@example.org
link_for bo@example.org
as bo
step 0 "B••• E•••" "$token\\n" reset inspect --stdin
step 0 "B••• E•••" "$token\\n" reset inspect --stdin
step 6 "guessed first" "$token\\npassword\\n" reset complete --stdin
step 0 "" "$token\\nQuiet-Amber-Fox-3\\n" reset complete --stdin
step 6 "LINK_USED" "$token\\nQuiet-Amber-Fox-5\\n" reset complete --stdin
step 0 "Signed in" 'Quiet-Amber-Fox-3\n' sign-in bo@example.org --stdin
step 4 "wrong" 'Old-Harbor-Light-1\n' sign-in bo@example.org --stdin

title "3. Way two: a password set outright"
as pia
step 0 "" 'Tall-Birch-Gate-8\n' agent set-password bo@example.org --stdin
as bo
step 0 "Signed in" 'Tall-Birch-Gate-8\n' sign-in bo@example.org --stdin

title "4. Way three: with a change of password required at the next sign-in"
as pia
step 0 "" 'One-Time-Lantern-6\n' agent set-password bo@example.org --require-change --stdin
as bo
step 6 "" 'One-Time-Lantern-6\nOne-Time-Lantern-6\n' sign-in bo@example.org --stdin
step 0 "Signed in" 'One-Time-Lantern-6\nMy-Own-Meadow-5\n' sign-in bo@example.org --stdin
step 4 "wrong" 'One-Time-Lantern-6\n' sign-in bo@example.org --stdin

title "5. Refused, and why"
as tom
step 0 "" 'Plum-Jam-On-Rye-4\n' step-up --stdin
step 3 "Manage Agent Password" '' agent reset-link bo@example.org
as pia
step 3 "Account Administrator" '' agent reset-link ada@example.org
step 3 "own" '' agent reset-link pia@example.org
step 6 "too short" 'Bo.Ek\n' agent set-password bo@example.org --stdin

title "6. The audit of the morning"
as ada
step 0 "agent.password.set" '' audit list --limit 40
step 0 "intact" '' audit verify

title "All $steps steps came out as they must."
cat <<TEXT
To keep a daemon:  ./dev run FOLDER
TEXT
