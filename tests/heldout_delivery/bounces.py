"""Held-out bounces: (system, action, status, diagnostic, outcome).

Outcomes: "closes" (the address does not work), "undelivered" (this email did not arrive, the address
stays open), "sender" (the same, and staff are told that our mail is refused), "nothing" (not final).
Written before the reading of bounces was looked at or changed; our own wording.
"""

BOUNCES = (
    # 32: the action decides, the class of the status does not
    ("Postfix", "failed", "4.4.1", "connect to mx.example.org: Connection timed out",
     "undelivered"),
    ("Postfix", "failed", "4.4.3", "Host not found, try again", "undelivered"),
    ("Exim", "failed", "4.0.0", "retry timeout exceeded", "undelivered"),
    ("Exchange", "failed", "4.4.7", "QUEUE.Expired; message expired", "undelivered"),
    ("Exchange", "failed", "4.4.316", "connection refused by the receiving host", "undelivered"),
    ("Gmail", "failed", "4.4.2", "the recipient server did not accept our requests to connect",
     "undelivered"),
    ("Sendmail", "failed", "4.2.2", "452 4.2.2 mailbox full, giving up after 5 days",
     "undelivered"),
    ("Yahoo", "failed", "4.7.0", "421 4.7.0 [TSS04] temporarily deferred; expired", "undelivered"),
    ("Postfix", "failed", "4.7.1", "450 4.7.1 greylisted, never accepted in time", "undelivered"),
    ("Mimecast", "failed", "4.3.2", "system not accepting network messages", "undelivered"),
    ("Postfix", "delayed", "4.4.1", "connection timed out, will retry", "nothing"),
    ("Exchange", "delayed", "4.4.7", "Message delayed", "nothing"),
    ("Sendmail", "delayed", "5.1.1", "550 5.1.1 user unknown", "nothing"),
    ("Gmail", "delayed", "4.2.2", "over quota, will retry for 46 hours", "nothing"),
    ("Postfix", "delivered", "2.0.0", "250 ok", "nothing"),
    ("Exchange", "relayed", "2.0.0", "relayed to a host without delivery notices", "nothing"),
    ("Exchange", "expanded", "2.1.5", "the group was expanded", "nothing"),
    # 33: the sender's fault
    ("Exchange", "failed", "5.1.8", "550 5.1.8 Access denied, bad outbound sender", "sender"),
    ("Exim", "failed", "5.0.0", "550 5.7.1 SPF check failed", "sender"),
    ("Gmail", "failed", "5.7.26", "550-5.7.26 this mail is unauthenticated", "sender"),
    ("Yahoo", "failed", "5.0.0", "554 5.7.9 message not accepted for policy reasons (DMARC)",
     "sender"),
    ("Outlook", "failed", "5.7.1", "550 5.7.1 messages from [192.0.2.7] weren't sent; part of the "
     "network is on our block list (S3140)", "sender"),
    ("Postfix", "failed", "5.7.1", "554 5.7.1 relay access denied", "sender"),
    ("Proofpoint", "failed", "5.7.0", "554 5.7.0 blocked, see the ip reputation page", "sender"),
    ("Mimecast", "failed", "5.0.0", "550 rejected by header based anti-spoofing policy", "sender"),
    ("Exchange", "failed", "5.7.705", "access denied, tenant has exceeded threshold", "sender"),
    ("Postfix", "failed", "5.1.7", "553 5.1.7 sender address does not exist", "sender"),
    ("qmail", "failed", "5.7.1", "553 sorry, that domain isn't in my list of allowed rcpthosts",
     "sender"),
    # content, size, quota, loops: this email only
    ("Gmail", "failed", "5.2.2", "552-5.2.2 the account is over quota", "undelivered"),
    ("Exchange", "failed", "5.3.4", "552 5.3.4 message size exceeds fixed maximum", "undelivered"),
    ("Exim", "failed", "5.0.0", "550 this message scored 9 spam points", "undelivered"),
    ("Postfix", "failed", "5.4.6", "mail for example.org loops back to myself", "undelivered"),
    ("Exchange", "failed", "5.7.124", "sender not in allowed-senders list for the group",
     "undelivered"),
    ("Sendmail", "failed", "5.0.0", "554 transaction failed", "undelivered"),
    ("Barracuda", "failed", "5.0.0", "550 permanent failure for one or more recipients "
     "(blocked)", "undelivered"),
    ("Exchange", "failed", "5.0.0", "550 5.2.2 mailbox full", "undelivered"),
    # nobody there
    ("Gmail", "failed", "5.1.1", "550-5.1.1 the account that you tried to reach does not exist",
     "closes"),
    ("Exchange", "failed", "5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound", "closes"),
    ("Postfix", "failed", "5.1.1", "user unknown in virtual mailbox table", "closes"),
    ("Exim", "failed", "5.0.0", "550 unrouteable address", "closes"),
    ("Yahoo", "failed", "5.0.0", "554 delivery error: dd this user doesn't have an account",
     "closes"),
    ("qmail", "failed", "5.1.1", "sorry, no mailbox here by that name (#5.1.1)", "closes"),
    ("Postfix", "failed", "5.4.4", "host or domain name not found: Name service error, Host not "
     "found", "closes"),
    ("Exchange", "failed", "5.1.2", "domain does not exist", "closes"),
    ("Gmail", "failed", "5.2.1", "the account that you tried to reach is disabled", "closes"),
    ("Postfix", "failed", "5.1.10", "domain does not accept mail (nullMX)", "closes"),
    ("iCloud", "failed", "5.1.1", "550 5.1.1 user does not exist", "closes"),
    ("GMX", "failed", "5.0.0", "550 requested action not taken: mailbox unavailable", "closes"),
)  # fmt: skip
