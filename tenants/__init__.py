"""What one shop owns, and the rules over it.

Glossary: one word per thing, from URL to table to screen (Chinese term in brackets).

shop (门店)            the tenant; everything in this package belongs to exactly one
customer (客户)        a person, company or the shop itself (internal)
vehicle (车辆)         a car, known by VIN or plate
work order (工单)      one job sheet as the shop's own software exports it
visit (到店)           work orders of one vehicle whose stays overlap; the atom of every metric
recency, frequency, monetary   R, F and M of domain.md 2.1
rfm class (客户分群)    one of eight, from three cuts
cuts (分界值)          the three limits, frozen per month
score run              one scoring of the whole shop as of a day
trigger (触发)         a rule that says when a customer should hear from us
item (项目)             what a car needs again and again: oil, brake fluid, tyres
interval (间隔)         after how many km or months an item is due
suspect (里程疑点)      an odometer reading that cannot be true; kept, never used
need (车辆需求)         one item, insurance or inspection of one car, with its day and its range
backtest (回测)         the shop's past replayed, to measure how good predictions are
reason (跟进原因)       one trigger that fired for one customer, with its window
opportunity (待跟进事项)  what staff wrote down to come back to: a job put off, a lead, a benefit, a warranty
referral (推荐)         who sent a customer to us
campaign (活动)         classes of customers invited between two days
follow-up (跟进任务)    one customer on one day's queue, with all his reasons
outcome (跟进结果)      what came of a contact
loss (流失)            a customer who told that he left, with his last reason and the competitor he went to
contact (联系记录)      one attempt to reach a customer, in the ledger
ledger (联系台账)       all contacts of a customer, as caps count them
consent (同意)          what a customer allowed on a channel, with its proof; without a word it is refused
hold (暂缓)             why an open reason is not worked today; counted and shown, never dropped
governor (联系规则)     the one decision whether a contact is allowed
control group (对照组)  customers who go without, drawn by hash, so that we learn what contacts bring
crew (当班人员)         who works the queue of a day, and for how many minutes
roster (排班)           minutes for calls per weekday, skills and backup of everybody
leave (请假)            days on which somebody is away
pool (公共池)           follow-ups that lie with nobody in particular
own advisor (专属顾问)  whom a customer is dedicated to
hand-over (移交)        giving work to somebody else; history keeps both names
suppression            a promise not to raise a trigger again before a day
appointment (预约)     a promised visit
import (导入)          one file, from upload to undo
"""
