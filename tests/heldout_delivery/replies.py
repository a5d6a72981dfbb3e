"""Held-out answers of mail servers, and whom each one blames.

Written before the reading of replies was looked at or changed. The words are ours, after what the
named systems say. Rows: (step, answer, blame); blame is "address", "message", "sender" or "later".
"""

REPLIES = (
    # this address: nobody is there
    (
        "RCPT",
        "550 5.1.1 <dana@example.org>: Recipient address rejected: User unknown in local recipient table",
        "address",
    ),
    ("RCPT", "550-5.1.1 The email account that you tried to reach does not exist.", "address"),
    (
        "RCPT",
        "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
        "address",
    ),
    ("RCPT", "550 5.5.0 Requested action not taken: mailbox unavailable", "address"),
    ("DATA", "554 delivery error: dd This user doesn't have a yahoo.com account", "address"),
    ("RCPT", "550 5.2.1 The email account that you tried to reach is disabled.", "address"),
    ("RCPT", "551 5.1.6 User has moved to another provider", "address"),
    ("RCPT", "553 sorry, no mailbox here by that name (#5.1.1 - chkuser)", "address"),
    ("RCPT", "550 No Such User Here", "address"),
    ("RCPT", "550 5.1.2 Host unknown: domain does not exist", "address"),
    ("RCPT", "556 5.1.10 Domain of the recipient does not accept mail (nullMX)", "address"),
    ("RCPT", "501 5.1.3 Bad recipient address syntax", "address"),
    ("DATA", "550 5.1.1 unrouteable address", "address"),
    # this sender: nothing of ours will get through until somebody mends it
    ("RCPT", "550 5.7.1 Unable to relay", "sender"),
    ("RCPT", "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", "sender"),
    ("RCPT", "550 relay not permitted", "sender"),
    ("MAIL", "550 5.7.60 SMTP; Client does not have permissions to send as this sender", "sender"),
    ("RCPT", "550 Verification failed for <clinic@clinic.example>: Sender verify failed", "sender"),
    (
        "RCPT",
        "554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using a block list",
        "sender",
    ),
    (
        "DATA",
        "550-5.7.26 Unauthenticated email from clinic.example is not accepted due to the domain's DMARC policy",
        "sender",
    ),
    ("MAIL", "530 5.7.0 Authentication Required", "sender"),
    ("RCPT", "554 5.7.1 <clinic@clinic.example>: Sender address rejected: Access denied", "sender"),
    ("DATA", "550 5.7.23 The message was rejected because SPF validation failed", "sender"),
    ("DATA", "554 Message rejected: Email address is not verified", "sender"),
    ("MAIL", "550 5.7.501 Service unavailable. Spam abuse detected from IP range", "sender"),
    ("RCPT", "550 5.1.8 Access denied, bad outbound sender", "sender"),
    # later: it may go through by itself
    ("RCPT", "451 4.7.1 Greylisting in action, please come back later", "later"),
    ("RCPT", "450 4.2.0 Recipient address rejected: Greylisted", "later"),
    ("DATA", "454 Throttling failure: Maximum sending rate exceeded.", "later"),
    ("DATA", "550 5.4.5 Daily user sending limit exceeded.", "later"),
    ("DATA", "454 Throttling failure: Daily message quota exceeded.", "later"),
    ("RCPT", "554 5.7.1 You have exceeded your hourly sending quota", "later"),
    ("MAIL", "421 4.7.0 Too many connections, try again later", "later"),
    ("RCPT", "452 4.2.2 The email account that you tried to reach is over quota", "later"),
    ("RCPT", "450 4.7.25 Client host rejected: cannot find your hostname", "later"),
    ("DATA", "451 4.3.0 Temporary lookup failure", "later"),
    ("RCPT", "550 5.7.1 Too many messages from this sender; message rate limit reached", "later"),
    ("DATA", "432 4.3.2 Concurrent connections limit exceeded", "later"),
    # this message: neither the address nor the sender is at fault
    ("DATA", "552 5.3.4 Message size exceeds fixed limit", "message"),
    ("DATA", "554 5.7.1 Message rejected as spam by content filter", "message"),
    ("DATA", "550 5.7.1 Our system has detected that this message is likely unsolicited mail", "message"),
    ("DATA", "554 5.6.0 Message contains invalid header", "message"),
    ("DATA", "550 5.7.0 This message contains a URL listed in a domain blocklist", "message"),
    ("RCPT", "552 5.2.2 Mailbox full", "message"),
    ("RCPT", "550 5.2.2 user over quota", "message"),
    ("DATA", "550 5.7.1 virus detected in message", "message"),
    ("DATA", "554 5.6.1 Body type not supported by remote host", "message"),
    ("DATA", "554 Transaction failed", "message"),
    ("RCPT", "550 5.7.1 RESOLVER.RST.AuthRequired; authentication required to mail this group", "message"),
    ("RCPT", "550 5.4.6 Routing loop detected", "message"),
)  # fmt: skip
