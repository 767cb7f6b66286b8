"""Months worked out by hand, in which another plan was taken.

Each stands with its sentence, the plan with the first day of the contract, what happened (see `played`), and
after `=` each month with its minutes: carried over, granted when it began, added by another plan, expired,
given or taken by a manager, used, left.

The Matai guide's plans have 2, 5 and 10 hours a month, of which twice a month's roll over.
"""

from typing import Final

WITH_ANOTHER_PLAN: Final = """
upgrade: 23 of 30 days of 300 minutes more
  growth from 2026-11-05
  2026-11-12 plan transformation
  2026-12-05 look
  = 2026-11-05 0 300 230 0 0 0 530
  = 2026-12-05 530 600 0 0 0 0 1130

upgrade: 23 of 30 days of 180 minutes more
  starter from 2026-11-05
  2026-11-12 plan growth
  = 2026-11-05 0 120 138 0 0 0 258

upgrade: 24 of 31 days are 139.35 minutes, rounded up
  starter from 2026-11-05
  2026-11-05 look
  2026-12-12 plan growth
  = 2026-11-05 0 120 0 0 0 0 120
  = 2026-12-05 120 120 140 0 0 0 380

upgrade on the first day: the whole new month
  starter from 2026-11-05
  2026-11-05 plan growth
  = 2026-11-05 0 120 180 0 0 0 300

upgrade on the last day: one day's share
  starter from 2026-11-05
  2026-12-04 plan growth
  2026-12-05 look
  = 2026-11-05 0 120 6 0 0 0 126
  = 2026-12-05 126 300 0 0 0 0 426

two upgrades in a month: 138 and 15 of 30 days of 300
  starter from 2026-11-05
  2026-11-12 plan growth
  2026-11-20 plan transformation
  = 2026-11-05 0 120 288 0 0 0 408

two upgrades are rounded once: 139.35 and 154.84
  starter from 2026-12-05
  2026-12-12 plan growth
  2026-12-20 plan transformation
  = 2026-12-05 0 120 295 0 0 0 415

back on the same day: nothing is left over
  starter from 2026-11-05
  2026-11-12 plan growth
  2026-11-12 plan starter
  2026-12-05 look
  = 2026-11-05 0 120 0 0 0 0 120
  = 2026-12-05 120 120 0 0 0 0 240

another plan on the same day: as though it were the only one
  starter from 2026-11-05
  2026-11-12 plan growth
  2026-11-12 plan transformation
  = 2026-11-05 0 120 368 0 0 0 488

back on the same day to the plan of two days before
  starter from 2026-11-05
  2026-11-10 plan growth
  2026-11-12 plan transformation
  2026-11-12 plan growth
  = 2026-11-05 0 120 150 0 0 0 270

back on the next day: what was granted stays till the cap takes it
  starter from 2026-11-05
  2026-11-12 plan growth
  2026-11-13 plan starter
  2026-12-05 look
  = 2026-11-05 0 120 138 0 0 0 258
  = 2026-12-05 258 120 0 138 0 0 240

downgrade: from the next month on
  transformation from 2026-11-05
  2026-11-12 plan growth
  2026-12-05 look
  = 2026-11-05 0 600 0 0 0 0 600
  = 2026-12-05 600 300 0 300 0 0 600

down and half up again: the month had more all along
  transformation from 2026-11-05
  2026-11-12 plan starter
  2026-11-20 plan growth
  2026-12-05 look
  = 2026-11-05 0 600 0 0 0 0 600
  = 2026-12-05 600 300 0 300 0 0 600

down and up again: nothing came of it
  transformation from 2026-11-05
  2026-11-12 plan starter
  2026-11-20 plan transformation
  2026-12-05 look
  = 2026-11-05 0 600 0 0 0 0 600
  = 2026-12-05 600 600 0 0 0 0 1200

an upgrade that counts from the next month
  growth from 2026-11-05
  2026-11-12 plan later
  2026-12-05 look
  = 2026-11-05 0 300 0 0 0 0 300
  = 2026-12-05 300 600 0 0 0 0 900

from there to one of as many hours that counts at once
  growth from 2026-11-05
  2026-11-12 plan later
  2026-11-20 plan transformation
  2026-12-05 look
  = 2026-11-05 0 300 150 0 0 0 450
  = 2026-12-05 450 600 0 0 0 0 1050

from a plan without hours: the share of the days that are left
  none from 2026-11-05
  2026-11-10 look
  2026-11-12 plan growth
  2026-12-05 look
  = 2026-11-05 0 0 230 0 0 0 230
  = 2026-12-05 230 300 0 0 0 0 530

from a plan without hours, from the next month on
  none from 2026-11-05
  2026-11-10 look
  2026-11-12 plan later
  2026-12-05 look
  = 2026-11-05 0 0 0 0 0 0 0
  = 2026-12-05 0 600 0 0 0 0 600

months of a plan without hours are not granted later
  none from 2026-09-05
  2026-09-10 use 0
  2026-11-12 plan growth
  2026-12-05 look
  = 2026-09-05 0 0 0 0 0 0 0
  = 2026-11-05 0 0 230 0 0 0 230
  = 2026-12-05 230 300 0 0 0 0 530

to a plan without hours: what is left expires with the month
  growth from 2026-11-05
  2026-11-12 plan none
  2027-01-05 look
  = 2026-11-05 0 300 0 0 0 0 300
  = 2026-12-05 300 0 0 300 0 0 0

to a plan without hours and back in the same month
  growth from 2026-11-05
  2026-11-12 plan none
  2026-11-20 plan growth
  2026-12-05 look
  = 2026-11-05 0 300 0 0 0 0 300
  = 2026-12-05 300 300 0 0 0 0 600

to a plan without hours and back two months later, and work logged for before
  growth from 2026-11-05
  2026-11-12 plan none
  2027-01-12 plan growth
  2027-01-20 log 100 for 2026-11-20
  = 2026-11-05 0 300 0 0 0 100 200
  = 2026-12-05 200 0 0 200 0 0 0
  = 2027-01-05 0 0 233 0 0 0 233

upgrade after work
  starter from 2026-11-05
  2026-11-10 use 100
  2026-11-12 plan growth
  = 2026-11-05 0 120 138 0 0 100 158

upgrade because the hours ran out
  starter from 2026-11-05
  2026-11-10 use 150
  2026-11-12 plan growth
  = 2026-11-05 0 120 138 0 0 150 108

work logged late for a month with an upgrade
  starter from 2026-11-05
  2026-11-12 plan growth
  2026-12-10 log 60 for 2026-11-20
  = 2026-11-05 0 120 138 0 0 60 198
  = 2026-12-05 198 300 0 0 0 0 498

upgrade in a pause: 15 of the month's 31 days are after it
  starter from 2026-11-05
  2026-11-20 pause 1
  2026-12-10 plan growth
  = 2026-11-05 0 120 88 0 0 0 208

upgrade after a pause: 8 of 31 days
  starter from 2026-11-05
  2026-11-20 pause 1
  2026-12-28 plan growth
  2027-01-05 look
  = 2026-11-05 0 120 47 0 0 0 167
  = 2027-01-05 167 300 0 0 0 0 467

upgrade in a month from February 28 to March 30
  starter from 2026-01-31
  2026-02-28 look
  2026-03-01 plan growth
  = 2026-02-28 0 120 175 0 0 0 295

upgrade on a leap day: 1 of 29 days
  starter from 2028-02-01
  2028-02-29 plan growth
  = 2028-02-01 0 120 7 0 0 0 127

upgrade on the day that clocks go forward: days are days
  starter from 2027-03-05
  2027-03-14 plan growth
  = 2027-03-05 0 120 128 0 0 0 248

upgrade late in the evening where the client is
  starter from 2026-11-05
  2026-11-13T04:30 plan growth
  = 2026-11-05 0 120 138 0 0 0 258

to a plan that carries less over: it expires with the month, not before
  hoarding from 2026-11-05
  2026-11-05 look
  2027-01-12 plan spending
  2027-02-05 look
  = 2026-11-05 0 300 0 0 0 0 300
  = 2026-12-05 300 300 0 0 0 0 600
  = 2027-01-05 600 300 233 0 0 0 1133
  = 2027-02-05 1133 600 0 1133 0 0 600

an upgrade pays what was used too much
  debt from 2026-11-05
  2026-11-10 use 400
  2026-11-12 plan transformation
  2026-12-05 look
  = 2026-11-05 0 300 230 0 0 400 130
  = 2026-12-05 130 600 0 0 0 0 730

from calendar months: this one lasts to the contract's day, 34 days
  calendar from 2026-11-05
  2026-11-06 look
  2026-11-12 plan transformation
  2026-12-05 look
  = 2026-11-01 0 300 203 0 0 0 503
  = 2026-12-05 503 600 0 0 0 0 1103

to calendar months: this one lasts to the end of November, 26 days
  growth from 2026-11-05
  2026-11-12 plan big-calendar
  2026-12-01 look
  = 2026-11-05 0 300 220 0 0 0 520
  = 2026-12-01 520 600 0 0 0 0 1120

to as many hours with other months: no month begins twice
  calendar from 2026-11-05
  2026-11-06 look
  2026-11-12 plan growth
  2026-11-20 use 10
  2026-12-05 look
  = 2026-11-01 0 300 0 0 0 10 290
  = 2026-12-05 290 300 0 0 0 0 590

another plan after the contract gives nothing
  growth from 2026-11-05
  2026-11-20 look
  2026-12-04 ends
  2026-12-10 plan transformation
  2027-01-05 look
  = 2026-11-05 0 300 0 0 0 0 300
"""
