#!/bin/sh
# A morning at a help desk: three ways to reset a colleague's password, and what is refused.
. "$(dirname "$0")/lib.sh"
start

title "1. A new desk"
bootstrap
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

finished
cat <<TEXT
More of it:        ./dev demo list
To keep a daemon:  ./dev run FOLDER
TEXT
