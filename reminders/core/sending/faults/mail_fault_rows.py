"""The table of mail faults as data: causes with what they mean and what to do, and the rows that recognize them.

Sources are short: RFC 3463 (enhanced statuses), RFC 5321 (replies), RFC 7372 and 7505, RFC 6647 (greylisting), and the
postmaster pages of Gmail, Yahoo, Microsoft 365, Amazon SES, Proofpoint and Mimecast, with what their servers say.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from reminders.core.model.faults import QUOTA_RETRY, SLOW_DOWN, Blame, Fault

if TYPE_CHECKING:
    from collections.abc import Mapping


def _(text: str) -> str:
    """Mark a string for translation; it is translated when it is shown."""
    return text


_A, _M, _S, _L = Blame.ADDRESS, Blame.MESSAGE, Blame.SENDER, Blame.LATER

CAUSES: Final[Mapping[str, Fault]] = MappingProxyType(
    {
        "no_mailbox": Fault(_A, _("There is no mailbox at this email address. Ask the patient for the right one and "
                                  "correct it."), "RFC 3463 5.1.1"),
        "no_domain": Fault(_A, _("The part after the @ does not exist or takes no email. Ask the patient for the right "
                                 "address and correct it."), "RFC 3463 5.1.2, RFC 7505"),
        "mailbox_closed": Fault(_A, _("This mailbox has been closed. Ask the patient for another address."),
                                "RFC 3463 5.2.1"),
        "bad_syntax": Fault(_A, _("This is not a valid email address. Ask the patient for the right one and correct "
                                  "it."), "RFC 3463 5.1.3"),
        "mailbox_full": Fault(_M, _("The patient's mailbox is full. Later emails may arrive; call if this one "
                                    "mattered."), "RFC 3463 5.2.2"),
        "recipient_policy": Fault(_M, _("This address takes email from chosen senders only. Ask the patient to allow "
                                        "ours, or use texts."), "Microsoft 365 5.7.124, 5.7.133"),
        "too_big": Fault(_M, _("The email is too large for the patient's mail server. Tell whoever runs the service."),
                         "RFC 3463 5.2.3, 5.3.4"),
        "content": Fault(_M, _("The mail server took this email for spam or did not like its content. Call the "
                               "patient; if it happens to many, check the wording."), "RFC 3463 5.6, 5.7.1", many=True),
        "policy": Fault(_M, _("The patient's mail server refused this email by its rules and did not say more. Call "
                              "the patient, or use texts."), "RFC 3463 5.7.1", many=True),
        "loop": Fault(_M, _("The patient's mail servers pass this email around in circles. Use texts, or another "
                            "address."), "RFC 3463 5.4.6"),
        "expired": Fault(_M, _("The patient's mail server could not be reached for days, and this email was given up. "
                               "The address may be right; call if it mattered."), "RFC 3463 4.4.1, 4.4.7"),
        "unclear": Fault(_M, _("A mail server wrote back about this email, and we can't tell what it means. Look into the "
                               "mailbox for returned mail."), "no standard"),
        "refused": Fault(_M, _("The mail server refused this email and gave no clear reason. Call the patient, or use "
                               "texts."), "RFC 5321 4.2.1"),
        "relay_denied": Fault(_S, _("Our mail server does not pass on our email (relaying denied). Check the login and "
                                    "host in SMTP_URL."), "RFC 5321 7.6"),
        "login_refused": Fault(_S, _("The mail server did not accept our login. Check user and password in SMTP_URL."),
                               "RFC 4954 6"),
        "sender_address": Fault(_S, _("Our sender address is refused. Check EMAIL_FROM, and that the mail service lets "
                                      "us send as it."), "RFC 3463 5.1.7, 5.1.8"),
        "not_authenticated": Fault(_S, _("Our email fails the checks against forgery (SPF, DKIM or DMARC). Put the "
                                         "domain's DNS records right."), "RFC 7372, RFC 7489"),
        "blocklisted": Fault(_S, _("Our mail server's address is on a block list or has a bad name. Ask whoever runs "
                                   "it to have it removed."), "RFC 5782"),
        "suspended": Fault(_S, _("Our account at the mail service is suspended or blocked. Nothing will go out until "
                                 "it is restored there."), "Microsoft 365 5.1.8, 5.7.705; Amazon SES"),
        "encryption": Fault(_S, _("The mail server asks for encryption. Put starttls=required into SMTP_URL."),
                            "RFC 3207 4"),
        "quota": Fault(_L, _("The mail service's sending limit is used up. It is tried again by itself; raise the limit "
                             "if it happens often."), "Gmail 5.4.5, Microsoft 365 5.1.90, Amazon SES 454",
                       retry_after=QUOTA_RETRY),
        "limit_bounced": Fault(_S, _("Our mail service's sending limit was used up, so this email came back. Raise the "
                                     "limit, or send fewer emails."), "Gmail 5.4.5, Microsoft 365 5.1.90"),
        "slow_down": Fault(_L, _("The mail server asks us to send more slowly. It is tried again by itself."),
                           "RFC 3463 4.7.0", retry_after=SLOW_DOWN),
        "greylisted": Fault(_L, _("The patient's mail server asks new senders to come back. It is tried again by "
                                  "itself."), "RFC 6647", retry_after=SLOW_DOWN),
        "for_now": Fault(_L, _("The mail server cannot take it at the moment. It is tried again by itself."),
                         "RFC 5321 4.2.1"),
    }
)  # fmt: skip
"""What each cause means, whom it blames, what to do, and where that is written."""


@dataclass(frozen=True, slots=True)
class Row:
    """How a cause is recognized: by what it names of words, enhanced status and reply codes, all of them."""

    cause: str
    words: re.Pattern[str] | None = None
    status: re.Pattern[str] | None = None
    codes: frozenset[int] = frozenset()

    def fits(self, code: int | None, enhanced: str, words: str) -> bool:
        """Tell whether a refusal is this row's."""
        return (
            (not self.codes or code in self.codes)
            and (self.status is None or self.status.fullmatch(enhanced) is not None)
            and (self.words is None or self.words.search(words) is not None)
        )


def _row(cause: str, words: str = "", *, status: str = "", codes: tuple[int, ...] = ()) -> Row:
    return Row(
        cause,
        re.compile(words, re.VERBOSE) if words else None,
        re.compile(status) if status else None,
        frozenset(codes),
    )


_NO: Final = (
    r"(?:not|n't|no|never|den(?:y|ied)|refus\w+|reject\w*|prohibit\w*|unable|disallow\w*|cannot|fail\w*|attempt\w*)"
)

ROWS: Final = (
    # Who may write to this one receiver: neither our fault nor a wrong address.
    _row("recipient_policy", r"""resolver\.rst\.(?:auth|notauth|restrict) | (?:allowed|accepted|permitted|approved) [ -]*senders?[ ]list |
         authentication[ ]required[ ]to[ ](?:mail|send) | (?:allow\w*|permi\w+|authorized)[ ]to
         [ ](?:post|(?:send|mail)[ ](?:\w+[ ]){0,3}(?:group|recipient|list|distribution)) |
         only[ ]accepts?[ ](?:e-?mail|mail| messages)[ ]from | restricted[ ](?:to|by)[ ]recipient |
         challenge[ ]response | not[ ]in[ ]my[ ](?:white|safe)"""),
    _row("recipient_policy", status=r"5\.7\.(?:12[0-9]|13[3-9]|2)"),
    # Logging in.
    _row("login_refused", r"""authentication[ ](?:is[ ])?(?:required|failed|unsuccessful|needed|credentials|rejected) |
         \b(?:not|n't)[ ]authenticated\b | must[ ](?:first[ ])?(?:log[ ]?in|authenticate) |
         authenticate[ ](?:first|before) | log[ ]?in[ ](?:first|denied|failed) |
         (?:password|credentials)[ ](?:\w+[ ]){0,4}(?:not|invalid|incorrect|wrong| rejected|expired) |
         invalid[ ](?:login|credentials|user[ ]?name) | smtp[ ]?auth\w*[ ](?:is[ ])?required |
         (?:wrong|bad)[ ](?:password|credentials)"""),
    _row("encryption", r"must[ ]issue[ ]a[ ]starttls | (?:tls|ssl|encryption|starttls)[ ](?:is[ ])?(?:required|needed)"),
    _row("login_refused", codes=(530, 534, 535, 538)),
    # How much one mailbox holds, and one email weighs.
    _row("mailbox_full", r"""over[ -]?quota(?!.{0,20}send) | (?:mailbox|inbox|mail[ ]box|maildir)\b.{0,40}(?:\bfull|quota|
         exceed|too[ ]large|over[ ]?size|storage) | mailfull | disk[ ](?:quota|full|space) |
         (?:user|recipient|account)\b.{0,30} (?:over|out[ ]of|exceeded?)[ ](?:\w+[ ]){0,3}(?:quota|space|storage)
         | quota[ ]exceeded[ ]\(?mailbox | (?:storage| space)[ ](?:allocation|quota|limit|exceeded) |
         insufficient[ ](?:mailbox|user)[ ]space"""),
    _row("mailbox_full", status=r"[45]\.2\.2"),
    _row("too_big", r"""(?:message|mail|e-?mail|content|attachment|data)\b.{0,40}(?:too[ ](?:big|large|long)| \bsize\b.{0,20}
         (?:exceed|limit|max)|exceeds?.{0,30}\bsize) | \bsize[ ](?:limit|exceed) |
         (?:max\w*|fixed)[ ](?:\w+[ ]){0,2}size | message[ ]length[ ]exceed"""),
    _row("too_big", status=r"5\.(?:2\.3|3\.4)"),
    # Our account, before the quota that its end may be called.
    _row("suspended", r"""\b(?:your|our|sender'?s?|sending)[ ](?:e-?mail[ ]|smtp[ ]|sending[ ])?(?:account|access|tenant|
         service|organization|subscription)\b.{0,40}(?:suspend|disabl|block|lock|restrict|terminat| deactivat) |
         tenant\b.{0,30} (?:exceed|threshold|block|restrict) |
         (?:outbound|sending|outgoing)[ ](?:\w+[ ]){0,2}(?:is|has[ ]been|are|was)[ ]
         (?:\w+[ ])?(?:disabled|suspended|blocked|paused) | bad[ ]outbound[ ]sender |
         (?:suspended|blocked)[ ](?:from|for)[ ] sending | (?:probation|sandbox)"""),
    _row("suspended", status=r"5\.7\.(?:70[58]|750)"),
    # Slower, or tomorrow.
    _row("greylisted", r"gr[ae]y-?list | not[ ]yet[ ]authorized[ ]to[ ]deliver"),
    _row("not_authenticated", r"(?:spf|dkim|dmarc)\b.{0,40}(?:fail|not|reject|policy|permerror|softfail|violat|unauth)"),
    _row("content", r"(?:url|uri|link|body|attachment)\b.{0,40}(?:block|black|list|ban) | surbl | uribl"),
    _row("blocklisted", r"""unusual[ ]rate | spam[ ](?:abuse|activity|source)?[ ]?detected[ ]from | (?:from|your|sending|
         client|source)[ ](?:\w+[ ]){0,3}(?:ip|network|host|server|mta|mail[ ]server|
         address[ ]range)\b.{0,80}(?:block|black| deny|spam|list|banned|reputation|abuse) |
         (?:ip|sender|domain|server|poor|low|bad|host)[ -](?:\w+[ ])?reputation |
         (?:client[ ]host|connection|\bip\b).{0,60}(?:blocked|blacklisted|banned|denied|listed|refused) |
         (?:listed|found|listing)[ ](?:at|in|on|by)[ ].{0,40}(?:rbl|dnsbl|spamhaus|spamcop|sorbs|
         barracuda|black|block| bl\.\w) | spamhaus | spamcop | senderscore | sender[ ]?base | banned[ ]sending |
         \bs3140\b | dnsbl | \brbl\b | on[ ](?:our|a|the)[ ](?:\w+[ ])?(?:block|black|deny)[ -]?list(?!.{0,20}url)"""),
    _row("quota", r"""(?:daily|hourly|monthly|per[ ](?:day|hour)|24[ -]?h\w*|sending|outgoing|outbound| relay)\b.{0,40}
         (?:limit|quota|maximum|allowance|threshold|credit) |
         (?:limit|quota|maximum)\b.{0,40}(?:per[ ](?:day|hour)|for[ ]today| daily|recipients?[ ]per|sending) |
         (?:message|recipient|user|account|mail|e-?mail|plan)s?[ ](?:\w+[ ])?(?:limit|quota)
         [ ](?:\w+[ ]){0,2}(?:exceed|reach|hit|used) |
         (?:exceeded|reached|over|hit)[ ](?:\w+[ ]){0,4}(?:limit|quota| threshold|allowance)s? |
         quota[ ](?:exceeded|reached) | out[ ]of[ ](?:credits|quota)"""),
    _row("quota", status=r"[45]\.(?:4\.5|1\.90|7\.23[23])"),
    _row("slow_down", r"""\brate\b.{0,20}(?:limit|exceed|control|high) | throttl | too[ ](?:many|fast|frequent) | at[ ]a[ ]rate |
         slow[ ]down | concurren | connection[ ]limit | try[ ](?:again|later) | (?:come|call)[ ]back[ ]later |
         retry[ ] (?:later|again|in)"""),
    # Our sender.
    _row("relay_denied", rf"""rcpthosts | relay(?:s|ed|ing)?\b.{{0,40}}\b{_NO} | {_NO}[ ].{{0,40}}\brelay | pop[ ]before[ ]smtp |
         not[ ]a[ ]gateway"""),
    _row("not_authenticated", r"""\bspf\b | \bdkim\b | dmarc | unauthenticated | sender[ ](?:policy[ ]framework|id\b) | spoof | impersonat
         | forged | phish\w*[ ]policy"""),
    _row("not_authenticated", status=r"5\.7\.(?:2[0-9]|509|515)"),
    _row("blocklisted", r"""(?:reverse[ ]dns|\bptr\b|rdns|fcrdns|cannot[ ]find[ ]your|generic[ ](?:host|rdns)) |
         (?:helo|ehlo)\b.{0,40} (?:reject|invalid|not|must|bad|refus|fail|denied)"""),
    _row("sender_address", rf"""(?:sender|originator|return[ -]path|reverse[ -]path|envelope[ ]from|mail[ ]from|from[ ]address|
         from[ ]domain|from:)'?s?(?:[ ](?:e-?mail|mail|address|domain|identity|is|was|has|been|could|
         does|of)){{0,5}}[ :,]*
         (?:{_NO}|unverified|invalid|unknown|bad\b|block\w*|verif\w+|misformat\w+|must|mismatch) |
         (?:invalid|unknown|bad|unverified|unauthorized|unresolvable|illegal|blocked)[ ](?:sender|from|
         originator|return[ ]path) |
         send(?:ing)?[ ](?:as|on[ ]behalf|from)\b.{{0,40}}(?:sender|address|user|domain|identity|
         mailbox|account|not|denied) |
         not[ ](?:owned|authorized|allowed|permitted)[ ](?:by|to)[ ](?:\w+[ ])?(?:user|send|use) |
         client[ ]does[ ]not[ ]have[ ] permission | address[ ]is[ ]not[ ]verified |
         identit(?:y|ies)\b.{{0,40}}(?:fail|not) | callout | (?:verification|verify) [ ]failed[ ]for"""),
    _row("sender_address", status=r"5\.(?:1\.[78]|7\.60)"),
    _row("blocklisted", status=r"5\.7\.(?:5(?:0[1-8]|1[1-3])|606|511|70[0-4])"),
    # This email.
    _row("loop", r"\bloop(?:s|ed|ing)?\b | too[ ]many[ ]hops | hop[ ]count"),
    _row("loop", status=r"[45]\.4\.6"),
    _row("content", r"""\bspam | unsolicited | \bjunk | bulk[ ]mail | virus | malware | infected | phish | content | suspicious |
         (?:attachment|body|subject)\b.{0,40}(?:reject|not|refus) | looks[ ]like | invalid[ ]header | \bheaders?\b
         | 8bit | charset | body[ ]type | \bmime\b"""),
    _row("content", status=r"5\.6\.\d+"),
    _row("expired", r"""expired | retry[ ]time(?:out)?[ ](?:not[ ]reached|exceeded) | timed?[ -]?out | connection[ ](?:refused|
         reset|lost|dropped) | unable[ ]to[ ]connect | no[ ]route | network[ ]unreachable |
         could[ ]not[ ]be[ ]delivered[ ]for""", status=r"(?!5\.[14]\.[24]).*"),
    _row("expired", status=r"[45]\.4\.[17]", words=r"^(?!.*(?:access[ ]denied|recipient))"),
    # Nobody is there.
    _row("no_domain", r"""(?:domain|host|name[ ]service|name[ ]server|\bmx\b|\bdns\b)[ :a-z.'=]{0,60}(?:not[ ](?:found| exist|
         known|accept|resolv)|unknown|does(?:n't|[ ]not)[ ](?:exist|accept|receive|resolve)|no[ ]such|
         nxdomain|invalid| non-?exist) | no[ ](?:mx|mail[ ]exchange\w*|mail[ ]server|a[ ]record)\b | null[ ]?mx |
         (?:unknown|no[ ]such|bad|
         invalid|illegal|unrouteable|unroutable|nonexistent|non-existent)[ ](?:destination[ ])?(?:host|
         domain|mail[ ]domain)| couldn'?t[ ]find[ ]any[ ]host | misspelled[ ]domain""", status=r"(?!4).*"),
    _row("mailbox_closed", r"""(?:account|mailbox|user|recipient|addressee?|box|customer)\b.{0,60}\b(?:disabled|inactive| deactivated|
         closed|suspended|discontinued|terminated|cancell?ed|deleted|removed|locked|not[ ]active|
         no[ ]longer[ ](?:active|available|
         valid|in[ ]use|exists?|accept\w*|employed|monitored|used|with|works?|on)|retired) |
         (?:disabled|inactive|deactivated|
         closed|suspended|dormant|expired)[ ](?:\w+[ ])?(?:account|mailbox|user|recipient|address) |
         has[ ](?:moved|left)\b | user[ ]has[ ]moved | no[ ]longer[ ](?:at|with|works?|employed)""", status=r"(?!4).*"),
    _row("bad_syntax", r"""(?:bad|invalid|illegal|malformed|wrong)[ ](?:\w+[ ])?(?:address|recipient|
         mailbox)[ ]?(?:syntax|format|name)| (?:address|syntax)[ ](?:syntax|error|is[ ]malformed)""", status=r"(?!4).*"),
    _row("no_mailbox", r"""(?:user|recipient|mailbox|account|address|addressee|person|alias|local[ ]part|name|inbox|
         customer|member)s?\b
         (?![ ]rejected[ ](?:by|due|for|because)).{0,60}?(?:\bunknown|not[ ](?:\w+[ ]){0,2}(?:found|
         exist\w*|known|recogni\w+|here|
         listed|local|valid|registered|available|have|in[ ](?:our|the|my))|n't[ ](?:exist|have|found|
         recogni\w+|be[ ]found|match)|\binvalid|
         unavailable|undeliverable|unrouteable|unroutable|nonexist|non-exist|is[ ](?:wrong|incorrect|
         no[ ]good)|no[ ]such) |
         (?:unknown|no[ ]such|invalid|non-?existent|undeliverable|unrouteable|unroutable|incorrect|
         unrecogni[sz]ed|bad[ ]destination)
         [ ](?:\w+[ -])?(?:local[ -]?part|user|recipient|mailbox|address|account|person|alias|e-?mail|
         customer|inbox|member) | no[ ]mailbox | no[ ]account | there[ ]is[ ]no[ ](?:one|user|such|mailbox) |
         nobody[ ](?:here|by) | not[ ](?:our|a)[ ](?:customer| known|valid[ ](?:user|mailbox|recipient|address)) |
         recip(?:ient)?notfound | delivery[ ]error:[ ]dd | (?:unrouteable| unroutable)[ ]address |
         does(?:n't|[ ]not)[ ]have[ ](?:a|an)[ ](?:\S+[ ])?account | isn't[ ]a[ ]\w+[ ](?:user|account)""",
         status=r"(?!4).*"),
    _row("no_mailbox", r"access[ ]denied | recipient", status=r"5\.4\.1"),
    _row("bad_syntax", status=r"5\.1\.3"),
    _row("no_domain", status=r"5\.(?:1\.2|4\.4)"),
    _row("mailbox_closed", status=r"5\.(?:2\.1|1\.6)"),
    _row("no_mailbox", status=r"5\.1\.(?:1|10)"),
    _row("no_mailbox", codes=(551,)),
    _row("policy", r"polic | \bblock | \brules?\b | access[ ]denied | not[ ](?:allowed|permitted|authorized) | administrative | security"),
    _row("policy", status=r"5\.7\.\d+"),
)  # fmt: skip
"""The first row that fits wins; none: `refused`."""
