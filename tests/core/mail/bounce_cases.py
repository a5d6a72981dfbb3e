"""Bounces as mail systems write them: facts about each system, in our own words and with made-up names.

STANDARD rows are RFC 3464 reports: (system, action, status, diagnostic, outcome). PLAIN rows are whole texts: (system,
from, subject, text, outcome). Outcomes: "closes" the address; "undelivered" (the address stays open); "sender" (the same,
and our sender is to blame); "nothing" (not final, or no bounce); "look" (nobody can tell).
"""

STANDARD = (
    # Nobody is there.
    ("Postfix", "failed", "5.1.1", "smtp; 550 5.1.1 <a@p.example>: Recipient address rejected: User unknown in "
     "virtual mailbox table", "closes"),
    ("Postfix", "failed", "5.1.1", "x-unix; user unknown", "closes"),
    ("Postfix", "failed", "5.4.4", "x-postfix; Host or domain name not found. Name service error for name=p.example "
     "type=MX: Host not found", "closes"),
    ("Exim", "failed", "5.0.0", "smtp; 550 Unrouteable address", "closes"),
    ("Exim", "failed", "5.0.0", "smtp; 550 no such address here", "closes"),
    ("Sendmail", "failed", "5.1.1", "smtp; 550 5.1.1 <a@p.example>... User unknown", "closes"),
    ("Sendmail", "failed", "5.1.2", "x-unix; Host unknown (Name server: p.example: host not found)", "closes"),
    ("qmail", "failed", "5.1.1", "smtp; 550 sorry, no mailbox here by that name (#5.1.1)", "closes"),
    ("Gmail", "failed", "5.1.1", "smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try "
     "550 5.1.1 double-checking the recipient's email address", "closes"),
    ("Gmail", "failed", "5.2.1", "smtp; 550 5.2.1 The email account that you tried to reach is disabled.", "closes"),
    ("Gmail", "failed", "4.0.0", "dns; DNS Error: the domain name p.example was not found (NXDOMAIN)", "undelivered"),
    ("Exchange", "failed", "5.1.10", "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient a@p.example not found by "
     "SMTP address lookup", "closes"),
    ("Exchange", "failed", "5.4.1", "smtp;550 5.4.1 Recipient address rejected: Access denied. AS(201806281)", "closes"),
    ("Exchange", "failed", "5.1.1", "smtp;550 5.1.1 RESOLVER.ADR.ExRecipNotFound; not found", "closes"),
    ("Outlook.com", "failed", "5.5.0", "smtp;550 5.5.0 Requested action not taken: mailbox unavailable", "closes"),
    ("Yahoo", "failed", "5.0.0", "smtp; 554 delivery error: dd This user doesn't have a p.example account", "closes"),
    ("Yahoo", "failed", "5.0.0", "smtp; 554 delivery error: dd Not a valid recipient", "closes"),
    ("AOL", "failed", "5.1.1", "smtp; 550 5.1.1 : Recipient address rejected: a@p.example mailbox not found", "closes"),
    ("iCloud", "failed", "5.1.1", "smtp; 550 5.1.1 <a@p.example>: user does not exist", "closes"),
    ("Comcast", "failed", "5.1.1", "smtp; 550 5.1.1 Not our Customer", "closes"),
    ("GMX", "failed", "5.0.0", "smtp; 550 Requested action not taken: mailbox unavailable; invalid recipient", "closes"),
    ("Proofpoint", "failed", "5.1.1", "smtp; 550 5.1.1 User Unknown", "closes"),
    ("Mimecast", "failed", "5.0.0", "smtp; 550 Invalid Recipient - https://help.example/p", "closes"),
    ("Barracuda", "failed", "5.0.0", "smtp; 550 No such user (a@p.example)", "closes"),
    ("Zoho", "failed", "5.0.0", "smtp; 553 Invalid recipient a@p.example (Mode: normal)", "closes"),
    ("Lotus Domino", "failed", "5.0.0", "smtp; User ana (ana@p.example) not listed in Domino Directory", "closes"),
    ("null MX", "failed", "5.1.10", "smtp; 556 5.1.10 Recipient address rejected: Domain p.example does not accept mail "
     "(nullMX)", "closes"),
    # The sender.
    ("Exchange", "failed", "5.1.8", "smtp;550 5.1.8 Access denied, bad outbound sender", "sender"),
    ("Exchange", "failed", "5.7.60", "smtp;550 5.7.60 SMTP; Client does not have permissions to send as this sender",
     "sender"),
    ("Exchange", "failed", "5.7.509", "smtp;550 5.7.509 Access denied, sending domain does not pass DMARC verification",
     "sender"),
    ("Exchange", "failed", "5.7.708", "smtp;550 5.7.708 Service unavailable. Access denied, traffic not accepted from "
     "this IP", "sender"),
    ("Exchange", "failed", "5.1.90", "smtp;550 5.1.90 Your message can't be sent because you've reached your daily limit "
     "for message recipients", "sender"),
    ("Outlook.com", "failed", "5.7.1", "smtp;550 5.7.1 Unfortunately, messages from [192.0.2.9] weren't sent. Part of "
     "their network is on our block list (S3140).", "sender"),
    ("Gmail", "failed", "5.7.26", "smtp; 550-5.7.26 This mail has been blocked because the sender is unauthenticated.",
     "sender"),
    ("Gmail", "failed", "5.4.5", "smtp; 550 5.4.5 Daily user sending limit exceeded.", "sender"),
    ("Gmail", "failed", "5.7.28", "smtp; 550-5.7.28 There is an unusual rate of unsolicited mail originating from your IP "
     "address", "sender"),
    ("Yahoo", "failed", "5.7.9", "smtp; 554 5.7.9 Message not accepted for policy reasons (DMARC)", "sender"),
    ("Exim", "failed", "5.0.0", "smtp; 550 5.7.1 SPF check failed", "sender"),
    ("Exim", "failed", "5.0.0", "smtp; 550 Sender verify failed", "sender"),
    ("Postfix", "failed", "5.7.1", "smtp; 554 5.7.1 <a@p.example>: Relay access denied", "sender"),
    ("Postfix", "failed", "5.1.8", "smtp; 550 5.1.8 <c@clinic.example>: Sender address rejected: Domain not found",
     "sender"),
    ("Postfix", "failed", "5.7.1", "smtp; 554 5.7.1 Service unavailable; Client host [192.0.2.9] blocked using "
     "zen.spamhaus.example", "sender"),
    ("Sendmail", "failed", "5.7.1", "smtp; 550 5.7.1 <a@p.example>... Relaying denied", "sender"),
    ("qmail", "failed", "5.7.1", "smtp; 553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", "sender"),
    ("iCloud", "failed", "5.7.1", "smtp; 554 5.7.1 [CS01] message rejected due to local policy: dmarc failure", "sender"),
    ("Proofpoint", "failed", "5.7.0", "smtp; 554 5.7.0 Blocked - see the IP reputation page", "sender"),
    ("Mimecast", "failed", "5.0.0", "smtp; 550 Anti-Spoofing policy - Inbound not allowed", "sender"),
    ("Amazon SES", "failed", "5.0.0", "smtp; 554 Message rejected: Email address is not verified", "sender"),
    ("Barracuda", "failed", "5.7.1", "smtp; 550 5.7.1 poor reputation of the sending IP, blocked", "sender"),
    # This email only.
    ("Gmail", "failed", "5.2.2", "smtp; 552-5.2.2 The email account that you tried to reach is over quota", "undelivered"),
    ("Exchange", "failed", "5.2.2", "smtp;554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException",
     "undelivered"),
    ("Exchange", "failed", "5.3.4", "smtp;552 5.3.4 Message size exceeds fixed maximum message size", "undelivered"),
    ("Exchange", "failed", "5.7.124", "smtp;550 5.7.124 RESOLVER.RST.NotAuthorized; sender not in allowed-senders list",
     "undelivered"),
    ("Exchange", "failed", "5.4.14", "smtp;554 5.4.14 Hop count exceeded - possible mail loop", "undelivered"),
    ("Exim", "failed", "5.0.0", "smtp; 550 This message was classified as SPAM and may not be delivered", "undelivered"),
    ("Postfix", "failed", "5.4.6", "x-postfix; mail for p.example loops back to myself", "undelivered"),
    ("Postfix", "failed", "5.6.0", "smtp; 554 5.6.0 Reject, invalid header", "undelivered"),
    ("Yahoo", "failed", "5.0.0", "smtp; 554 Message not allowed - headers are not RFC compliant", "undelivered"),
    ("Proofpoint", "failed", "5.7.1", "smtp; 550 5.7.1 message content rejected", "undelivered"),
    ("Mimecast", "failed", "5.0.0", "smtp; 554 Email rejected due to security policies", "undelivered"),
    ("Barracuda", "failed", "5.0.0", "smtp; 550 permanent failure for one or more recipients (a@p.example:blocked)",
     "undelivered"),
    ("unknown", "failed", "5.0.0", "smtp; 554 Transaction failed", "undelivered"),
    ("unknown", "failed", "nonsense", "nonsense", "undelivered"),
    # Given up: the class of the status says "later", the action says that there is no later.
    ("Postfix", "failed", "4.4.1", "smtp; connect to mx.p.example[192.0.2.3]:25: Connection timed out", "undelivered"),
    ("Postfix", "failed", "4.7.1", "smtp; 450 4.7.1 Recipient address rejected: Greylisted", "undelivered"),
    ("Exchange", "failed", "4.4.7", "smtp;550 4.4.7 QUEUE.Expired; message expired", "undelivered"),
    ("Exim", "failed", "4.0.0", "smtp; retry timeout exceeded", "undelivered"),
    ("Sendmail", "failed", "4.2.2", "smtp; 452 4.2.2 mailbox full", "undelivered"),
    ("Yahoo", "failed", "4.7.0", "smtp; 421 4.7.0 [TSS04] temporarily deferred", "undelivered"),
    ("Gmail", "failed", "4.4.3", "dns; Host not found, try again", "undelivered"),
    # Nothing final.
    ("Postfix", "delayed", "4.4.1", "smtp; connect to mx.p.example: Connection timed out", "nothing"),
    ("Exchange", "delayed", "4.4.7", "smtp;Message delayed", "nothing"),
    ("Sendmail", "delayed", "5.1.1", "smtp; 550 5.1.1 user unknown", "nothing"),
    ("Exchange", "relayed", "2.0.0", "smtp;250 relayed to a server that sends no notices", "nothing"),
    ("Exchange", "expanded", "2.1.5", "smtp;250 the group was expanded", "nothing"),
    ("Postfix", "delivered", "2.0.0", "smtp; 250 2.0.0 Ok", "nothing"),
)  # fmt: skip

PLAIN = (
    ("qmail", "MAILER-DAEMON@mx.example", "failure notice",
     "Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message to the "
     "following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<a@p.example>:\n"
     "Sorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\n{original}",
     "closes"),
    ("qmail", "MAILER-DAEMON@mx.example", "failure notice",
     "Hi. This is the qmail-send program at mx.example.\nThis is a permanent error; I've given up.\n\n<a@p.example>:\n"
     "192.0.2.3 does not like recipient.\nRemote host said: 550 5.7.1 Unable to relay\nGiving up on 192.0.2.3.\n\n"
     "--- Below this line is a copy of the message.\n\n{original}", "sender"),
    ("qmail", "MAILER-DAEMON@mx.example", "failure notice",
     "Hi. This is the qmail-send program at mx.example.\nThis is a permanent error; I've given up.\n\n<a@p.example>:\n"
     "Sorry, I wasn't able to establish an SMTP connection. (#4.4.1)\nI'm not going to try again; this message has been "
     "in the queue too long.\n\n--- Below this line is a copy of the message.\n\n{original}", "undelivered"),
    ("Exim", "Mail Delivery System <Mailer-Daemon@mx.example>", "Mail delivery failed: returning message to sender",
     "This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered "
     "to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  a@p.example\n"
     "    host mx.p.example [192.0.2.3]\n    SMTP error from remote mail server after RCPT TO:<a@p.example>:\n"
     "    550 5.1.1 no such user\n\n------ This is a copy of the message, including all the headers. ------\n\n{original}",
     "closes"),
    ("Exim", "Mail Delivery System <Mailer-Daemon@mx.example>", "Mail delivery failed: returning message to sender",
     "A message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error.\n\n"
     "  a@p.example\n    SMTP error from remote mail server after end of data:\n    550-5.7.26 Unauthenticated email is "
     "not accepted due to\n    550 5.7.26 the domain's DMARC policy\n\n------ This is a copy of the message ------\n\n"
     "{original}", "sender"),
    ("Exim", "Mail Delivery System <Mailer-Daemon@mx.example>", "Mail delivery failed: returning message to sender",
     "A message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error.\n\n"
     "  a@p.example\n    retry timeout exceeded\n\n------ This is a copy of the message ------\n\n{original}",
     "undelivered"),
    ("Exim", "Mail Delivery System <Mailer-Daemon@mx.example>", "Warning: message 1qAb delayed 24 hours",
     "A message that you sent has not yet been delivered to one or more of its\nrecipients after more than 24 hours.\n"
     "No action is required on your part.\n\n{original}", "nothing"),
    ("Exchange", "Microsoft Outlook <MicrosoftExchange329e@p.example>", "Undeliverable: A note",
     "Your message to a@p.example couldn't be delivered.\na wasn't found at p.example.\n\nDiagnostic information for "
     "administrators:\n\na@p.example\nRemote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not "
     "found by SMTP address lookup'\n\nOriginal message headers:\n\n{original}", "closes"),
    ("Exchange", "postmaster@p.example", "Undeliverable: A note",
     "Delivery has failed to these recipients or groups:\n\nThe recipient's mailbox is full and can't accept messages "
     "now.\n\nRemote Server returned '554 5.2.2 mailbox full'\n\nOriginal message headers:\n\n{original}", "undelivered"),
    ("Exchange", "postmaster@p.example", "Undeliverable: A note",
     "Your message wasn't delivered because the sender is not allowed.\n\nRemote Server returned '550 5.7.1 Access denied, "
     "bad outbound sender'\n\nOriginal message headers:\n\n{original}", "sender"),
    ("Gmail", "Mail Delivery Subsystem <mailer-daemon@googlemail.example>", "Delivery Status Notification (Failure)",
     "** Address not found **\n\nYour message wasn't delivered to a@p.example because the address couldn't be found, or is "
     "unable to receive mail.\n\nThe response was:\n\n550 5.1.1 The email account that you tried to reach does not exist.\n"
     "\n----- Original message -----\n{original}", "closes"),
    ("Gmail", "Mail Delivery Subsystem <mailer-daemon@googlemail.example>", "Delivery Status Notification (Delay)",
     "There was a temporary problem delivering your message. Gmail will retry for 46 more hours.\n\n----- Original message "
     "-----\n{original}", "nothing"),
    ("Sendmail", "Mail Delivery Subsystem <MAILER-DAEMON@mx.example>", "Returned mail: see transcript for details",
     "   ----- The following addresses had permanent fatal errors -----\n<a@p.example>\n    (reason: 550 5.1.1 "
     "<a@p.example>... User unknown)\n\n{original}", "closes"),
    ("IMail", "postmaster@mx.example", "Undeliverable Mail", "User mailbox exceeds allowed size: a@p.example\n\n{original}",
     "undelivered"),
    ("MDaemon", "MDaemon at p.example <mdaemon@p.example>", "Permanent Delivery Failure",
     "The attached message had PERMANENT fatal delivery errors.\n\n  a@p.example - no such user here\n\n{original}",
     "closes"),
    ("Yahoo", "MAILER-DAEMON@yahoo.example", "Failure Notice",
     "Sorry, we were unable to deliver your message to the following address.\n\n<a@p.example>:\nNo mx record found for "
     "domain=p.example\n\n--- Original message headers follow.\n\n{original}", "closes"),
    ("a filter", "postmaster@p.example", "Notice about your message", "Your message was received.\n\n{original}", "look"),
    ("vacation", "Ana Rivera <a@p.example>", "Automatic reply: A note", "I am out of the office.\n\n{original}", "nothing"),
    ("vacation", "Ana Rivera <a@p.example>", "Out of Office: A note", "This mailbox is not monitored.\n\n{original}",
     "nothing"),
    ("a person", "Ana Rivera <a@p.example>", "Re: A note", "My old mailbox does not exist any more.\n\n{original}",
     "nothing"),
)  # fmt: skip
