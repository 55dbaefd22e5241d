#!/bin/sh
# Administration: roles, explanations, settings, locks, sessions, and the audit of it all.
. "$(dirname "$0")/lib.sh"
start

title "1. A role made from another one"
bootstrap
step 0 "Night Desk" '' role clone Supervisor "Night Desk"
agent_at_work nat "Nat Vik" "Night Desk" 'Seven-Grey-Herons-2'
agent_at_work tom "Tom Lund" Agent 'Plum-Jam-On-Rye-4'

title "2. Why somebody may, or may not"
as ada
step 0 "may call" '' explain nat@example.org Agents.GetAgent --on agent:tom@example.org
step 10 "Manage Agent Password" '' explain nat@example.org Agents.SetPassword --on agent:tom@example.org
step 10 "may not call" '' explain nat@example.org Agents.UpdateAgent --on agent:ada@example.org
as tom
step 3 "Manage Agent Password" '' agent reset-link nat@example.org

title "3. Every decision is a setting"
as ada
step 0 "1h" '' settings show links.
step 0 "45m" '' settings set links.contact_self_reset 45m
step 6 "contact_self_reset" '' settings set links.contact_self_reset 45years
step 6 "CONCURRENT_CHANGE" '' settings set links.contact_self_reset 50m --etag older
step 10 "NIST" '' settings deviations
step 0 "" '' settings unset links.contact_self_reset
step 0 "seeds" '' settings profile

title "4. Locks, demands and sessions"
step 0 "Locked" '' account lock agent:tom@example.org --reason "badge lost"
step 0 "badge lost" '' account locked
as tom
step 4 "" '' whoami
as ada
step 2 "may be a contact or an agent" '' account unlock tom@example.org
step 0 "Unlocked" '' account unlock agent:tom@example.org
as tom
step 0 "Signed in" 'Plum-Jam-On-Rye-4\n' sign-in tom@example.org --stdin
as ada
step 0 "SESSION" '' session list --account agent:tom@example.org
step 0 "Ended 1 session" '' session revoke --all --account agent:tom@example.org --yes
step 0 "A new password is required" '' account require-change agent:tom@example.org
as tom
step 0 "Signed in" 'Plum-Jam-On-Rye-4\nGreen-Sofa-Lamp-2\n' sign-in tom@example.org --stdin

title "5. Who did what to whom"
as ada
step 0 "settings" '' audit list --limit 12
step 0 "refused" '' audit list --refused --account agent:tom@example.org
step 0 "" 'Kite-Over-Fjord-7\n' step-up --stdin
step 0 "holds" '' audit export "$folder/audit.csv"
head -3 "$folder/audit.csv" | cut -c 1-110 | sed 's/^/    | /'
step 0 "intact" '' audit verify
finished
