"""Months worked out by hand, under one plan.

Each stands with its sentence, the plan with the first day of the contract, what happened (see `played`), and
after `=` each month with its minutes: carried over, granted when it began, added by another plan, expired,
given or taken by a manager, used, left.

The Matai guide's plans have 2, 5 and 10 hours a month, of which twice a month's roll over.
"""

from typing import Final

UNDER_ONE_PLAN: Final = """
what is left rolls over
  growth from 2026-11-05
  2026-11-05 look
  2026-12-05 look
  = 2026-11-05 0 300 0 0 0 0 300
  = 2026-12-05 300 300 0 0 0 0 600

above twice a month the oldest expires
  growth from 2026-11-05
  2026-11-05 look
  2027-01-05 look
  = 2026-11-05 0 300 0 0 0 0 300
  = 2026-12-05 300 300 0 0 0 0 600
  = 2027-01-05 600 300 0 300 0 0 600

only what is above the cap expires
  growth from 2026-11-05
  2026-11-20 use 100
  2027-01-05 look
  = 2026-11-05 0 300 0 0 0 100 200
  = 2026-12-05 200 300 0 0 0 0 500
  = 2027-01-05 500 300 0 200 0 0 600

a cap of one month carries nothing over
  lapsing from 2026-11-05
  2026-11-20 use 50
  2026-12-05 look
  = 2026-11-05 0 300 0 0 0 50 250
  = 2026-12-05 250 300 0 250 0 0 300

a cap of three months is reached with the third
  hoarding from 2026-11-05
  2026-11-05 look
  2027-02-05 look
  = 2026-11-05 0 300 0 0 0 0 300
  = 2026-12-05 300 300 0 0 0 0 600
  = 2027-01-05 600 300 0 0 0 0 900
  = 2027-02-05 900 300 0 300 0 0 900

the oldest hours are used first, so none expire
  growth from 2026-11-05
  2026-11-05 look
  2026-12-10 use 350
  2027-01-05 look
  = 2026-11-05 0 300 0 0 0 0 300
  = 2026-12-05 300 300 0 0 0 350 250
  = 2027-01-05 250 300 0 0 0 0 550

used up to the minute
  growth from 2026-11-05
  2026-11-20 use 300
  2026-12-05 look
  = 2026-11-05 0 300 0 0 0 300 0
  = 2026-12-05 0 300 0 0 0 0 300

what was used too much is written off
  growth from 2026-11-05
  2026-11-20 use 360
  2026-12-05 look
  = 2026-11-05 0 300 0 0 0 360 -60
  = 2026-12-05 0 300 0 0 0 0 300

or owed, where the plan says so
  debt from 2026-11-05
  2026-11-20 use 360
  2026-12-05 look
  = 2026-11-05 0 300 0 0 0 360 -60
  = 2026-12-05 -60 300 0 0 0 0 240

a debt of more than a month is paid by two
  debt from 2026-11-05
  2026-11-20 use 700
  2027-01-05 look
  = 2026-11-05 0 300 0 0 0 700 -400
  = 2026-12-05 -400 300 0 0 0 0 -100
  = 2027-01-05 -100 300 0 0 0 0 200

a debt is paid before anything expires
  debt from 2026-11-05
  2026-11-20 use 360
  2027-02-05 look
  = 2026-11-05 0 300 0 0 0 360 -60
  = 2026-12-05 -60 300 0 0 0 0 240
  = 2027-01-05 240 300 0 0 0 0 540
  = 2027-02-05 540 300 0 240 0 0 600

what a manager gives expires like the rest
  growth from 2026-11-05
  2026-11-20 give 60
  2026-12-05 look
  = 2026-11-05 0 300 0 0 60 0 360
  = 2026-12-05 360 300 0 60 0 0 600

what a manager takes is not carried over
  growth from 2026-11-05
  2026-11-20 take 30
  2026-12-05 look
  = 2026-11-05 0 300 0 0 -30 0 270
  = 2026-12-05 270 300 0 0 0 0 570

work that was taken back takes nothing
  growth from 2026-11-05
  2026-11-20 use 90
  2026-11-21 undo 0
  = 2026-11-05 0 300 0 0 0 0 300

nor does it after the month is over
  growth from 2026-11-05
  2026-11-20 use 90
  2026-12-10 undo 0
  = 2026-11-05 0 300 0 0 0 0 300
  = 2026-12-05 300 300 0 0 0 0 600

work logged late counts in its month
  growth from 2026-11-05
  2026-11-20 look
  2026-12-10 log 90 for 2026-11-20
  = 2026-11-05 0 300 0 0 0 90 210
  = 2026-12-05 210 300 0 0 0 0 510

work logged late takes back what had expired
  growth from 2026-11-05
  2026-11-20 look
  2027-01-10 log 200 for 2026-11-20
  = 2026-11-05 0 300 0 0 0 200 100
  = 2026-12-05 100 300 0 0 0 0 400
  = 2027-01-05 400 300 0 100 0 0 600

taken back two months later, all after it is put right
  growth from 2026-11-05
  2026-11-20 use 300
  2026-12-10 use 300
  2027-01-10 undo 0
  = 2026-11-05 0 300 0 0 0 0 300
  = 2026-12-05 300 300 0 0 0 300 300
  = 2027-01-05 300 300 0 0 0 0 600

months that nobody was there for are caught up with
  growth from 2026-11-05
  2026-11-20 use 60
  2027-03-05 look
  = 2026-11-05 0 300 0 0 0 60 240
  = 2026-12-05 240 300 0 0 0 0 540
  = 2027-01-05 540 300 0 240 0 0 600
  = 2027-02-05 600 300 0 300 0 0 600
  = 2027-03-05 600 300 0 300 0 0 600

a plan without hours grants none
  none from 2026-11-05
  2026-11-20 look
  2027-01-05 look

a contract of the 31st has its month begin on the last day
  growth from 2026-01-31
  2026-01-31 look
  2026-03-31 look
  = 2026-01-31 0 300 0 0 0 0 300
  = 2026-02-28 300 300 0 0 0 0 600
  = 2026-03-31 600 300 0 300 0 0 600

one of the 30th begins on a leap day
  growth from 2028-01-30
  2028-01-30 look
  2028-03-30 look
  = 2028-01-30 0 300 0 0 0 0 300
  = 2028-02-29 300 300 0 0 0 0 600
  = 2028-03-30 600 300 0 300 0 0 600

a calendar month that began before the contract is granted whole
  calendar from 2026-11-12
  2026-11-12 use 30
  2026-12-01 look
  = 2026-11-01 0 300 0 0 0 30 270
  = 2026-12-01 270 300 0 0 0 0 570

a contract in mid-month begins a month of its own
  growth from 2026-11-20
  2026-11-20 use 30
  2026-12-20 look
  = 2026-11-20 0 300 0 0 0 30 270
  = 2026-12-20 270 300 0 0 0 0 570

nothing is granted before the contract
  growth from 2026-11-20
  2026-11-10 look
  2026-11-19 look

nothing is granted after it
  growth from 2026-11-05
  2026-11-20 look
  2026-12-20 ends
  2027-03-05 look
  = 2026-11-05 0 300 0 0 0 0 300
  = 2026-12-05 300 300 0 0 0 0 600

a month that would begin in a pause does not
  growth from 2026-11-05
  2026-11-20 pause 1
  2027-01-05 look
  = 2026-11-05 0 300 0 0 0 0 300
  = 2027-01-05 300 300 0 0 0 0 600

nor do three
  growth from 2026-11-05
  2026-11-20 pause 3
  2027-03-05 look
  = 2026-11-05 0 300 0 0 0 0 300
  = 2027-03-05 300 300 0 0 0 0 600

a pause that ended in time skips none
  growth from 2026-11-05
  2026-11-20 pause 2
  2026-12-01 resume
  2026-12-05 look
  = 2026-11-05 0 300 0 0 0 0 300
  = 2026-12-05 300 300 0 0 0 0 600
"""
