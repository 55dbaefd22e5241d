#!/bin/sh
# A second factor: got by a QR code, asked for at sign-in, lost, required from a day on.
# Codes come from oathtool, as they would from the application of a phone.
. "$(dirname "$0")/lib.sh"
command -v oathtool >/dev/null || fail "oathtool is missing: install it, or run ./dev demo"
start

# code KEY [LATER]: what a device with this key shows, now or in half a minute.
code() {
  oathtool --totp --base32 "$1" --now "${2:-now}"
}

title "1. Tom gets a device"
bootstrap
agent_at_work tom "Tom Lund" Agent 'Plum-Jam-On-Rye-4'
step 0 "No device is enrolled" '' second-factor status
step 0 "Scan the code" '' second-factor enroll
key=$(taken key | tr -d ' ')
step 4 "CODE_INVALID" '000000\n' second-factor confirm --stdin
step 0 "Each works once" "$(code "$key")\\n" second-factor confirm --stdin
recovery=$(printf '%s\n' "$out" | grep -o '[a-z2-7]\{4\}\(-[a-z2-7]\{4\}\)\{5\}' | head -1)

title "2. From now on a code is asked for"
step 0 "Signed out" '' sign-out
step 4 "A code of your device is required" 'Plum-Jam-On-Rye-4\n' sign-in tom@example.org --stdin
step 0 "Signed in" "$(code "$key" '30 seconds')\\n" second-factor code --stdin

title "3. The phone is lost: a recovery code, then help from an administrator"
step 0 "Signed in" "Plum-Jam-On-Rye-4\\n$recovery\\n" sign-in tom@example.org --stdin
step 4 "CODE_INVALID" "Plum-Jam-On-Rye-4\\n$recovery\\n" sign-in tom@example.org --stdin
as ada
step 0 "is told" '' second-factor reset agent:tom@example.org --reason "phone lost" --yes
as tom
step 0 "Signed in" 'Plum-Jam-On-Rye-4\n' sign-in tom@example.org --stdin

title "4. Agents must have one"
as ada
step 0 "second_factor.agents_from" '' settings set second_factor.agents_from 2026-01-01
as tom
step 4 "A device is required" 'Plum-Jam-On-Rye-4\n' sign-in tom@example.org --stdin
step 0 "Scan the code" '' second-factor enroll
key=$(taken key | tr -d ' ')
step 0 "Signed in" "$(code "$key")\\n" second-factor confirm --stdin
step 0 "The proof is valid" "$(code "$key" '30 seconds')\\n" step-up --stdin
step 6 "SECOND_FACTOR_REQUIRED" '' second-factor disable --yes
as ada
step 0 "second_factor.reset" '' audit list --action second_factor. --limit 10
finished
