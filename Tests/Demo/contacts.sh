#!/bin/sh
# Customers: from a first ticket to an own password, forgotten and reset; records merged and erased.
. "$(dirname "$0")/lib.sh"
start

title "1. A desk with a supervisor"
bootstrap
agent_at_work sue "Sue Berg" Supervisor 'Seven-Grey-Herons-2'

title "2. A ticket comes in: the requester is a contact from now on"
as ticketing
step 0 "is a contact now" '' contact provision jane@example.com --name "Jane Miller"
step 0 "was a contact already" '' contact provision JANE@example.com
step 0 "no contact was added" '' contact provision sue@example.org
as sue
step 0 "Pending activation" '' contact show jane@example.com
link_for jane@example.com
as jane
step 6 "guessed first" "$token\\npassword123\\n" activation complete --as contact --stdin
step 6 "contains your name" "$token\\nJaneMiller#1\\n" activation complete --as contact --stdin
step 0 "Signed in" "$token\\nQuiet-Amber-Fox-3\\n" activation complete --as contact --stdin

title "3. Forgotten: an hour to help oneself"
step 0 "" '' reset request jane@example.com --as contact
answer=$out
step 0 "$answer" '' reset request nobody@example.com --as contact
link_for jane@example.com
step 0 "J••• M•••" "$token\\n" reset inspect --as contact --stdin
step 0 "" "$token\\nTall-Birch-Gate-8\\n" reset complete --as contact --stdin
step 6 "LINK_USED" "$token\\nTall-Birch-Gate-9\\n" reset complete --as contact --stdin
step 0 "Signed in" 'Tall-Birch-Gate-8\n' sign-in jane@example.com --as contact --stdin

title "4. Where no mail can go, a link is shown once, with the reasons"
as sue
step 0 "Walk-in" '' contact create --name "Walk-in Customer" --login walkin
step 0 "the contact has no address" '' contact activate walkin
token=$(taken link | sed 's/.*[=#/]//')
as walkin
step 0 "Signed in" "$token\\nPlum-Jam-On-Rye-4\\n" activation complete --as contact --stdin
step 0 "Signed in" 'Plum-Jam-On-Rye-4\n' sign-in walkin --as contact --stdin
as sue
step 0 "Twin One" '' contact create twins@example.com --name "Twin One"
step 0 "Twin Two" '' contact create twins@example.com --name "Twin Two"
step 0 "(shared)" '' contact list --search twins

title "5. Two records of one customer become one; a customer who leaves is forgotten"
as ada
step 0 "Jane M." '' contact create jm@example.com --name "Jane M." --phone +4670123456
step 0 "jm@example.com" '' contact merge jane@example.com jm@example.com --yes
step 0 "+4670123456" '' contact show contact:+4670123456
walkin=$("$bin/latchkey" contact show walkin --json | sed 's/.*"id":\([0-9]*\).*/\1/')
step 0 "is erased" '' contact erase "$walkin" --yes
step 5 "" '' contact show walkin
step 0 "contact.erase" '' audit list --limit 3
lacks "Walk-in"
step 0 "intact" '' audit verify
finished
