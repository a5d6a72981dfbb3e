"""The sentence patterns of a wish to start again and of asking what this service is, as data (see `stop_words`)."""

from __future__ import annotations

from typing import Final

STARTS: Final[tuple[str, ...]] = (
    r"(?:want|like|need|wants) (?:to be |to get )?(?:back )?(?:put )?(?:back )?(?:on|in|into) (?:{F} )*(?:{LIST}|{TXT})(?: again| back)? [.,?]",
    r"(?:start|restart|resume|begin|continue|reactivate|reinstate|turn on|renew) (?:back )?(?:again )?(?:sending |getting "
    r"|with )?(?:{F} )*(?:{TXT}|texting)(?! me your)",
    r"(?:start|begin) (?:texting|sending|messaging) (?:me|us|him|her|my \w+) (?:again|back)",
    r"(?:turn|switch|put) (?:{F} )*(?:{TXT}|them|these|it) (?:back )?on",
    r"(?:put|sign|add|get) (?:me|us|him|her|mom|dad|my \w+) (?:back )?(?:back|up again|again|on again)(?: on| up| in| onto)?"
    r"(?! to)(?: (?:{F} )*(?:{TXT}|{LIST}|this|these|please|[.,?]))",
    r"(?<! )[.] (?:{POLITE} )*(?:start|unstop|inicio|resume|reanuden?|reactivate|reactiven)(?: it| them| again| otra vez| de nuevo| please| por favor| gracias)* [.,]",
    r"(?:quiero|want|send|mando|pongo|put) (?:un )?(?:inicio|start|unstop)(?! (?:of|to|de|taking|a |the|my|doing|with))",
    r"(?:activ|reactiv|inscrib|apunt|registr|agreg|conect|suscrib)\w*(?:me|nos|le) (?:de nuevo|otra vez|nuevamente)",
    r"(?:changed my mind|made a mistake|by mistake|me arrepenti|cambie de (?:idea|opinion)) ,? ?(?:please |so |and |y |por favor |mejor )*(?:keep|continue|start|resume|send|sigan|sigue|continuen|manden|mandenme|vuelvan)",
    r"(?:re ?subscribe|resubscribe|re ?enroll|re ?activate me|opt (?:me |us )?(?:back )in|opt me in)",
    r"(?:get|getting|receive|receiving|have) (?:{F} )*(?:{TXT}|them) (?:again|back|started again)",
    r"(?:send|text|message) (?:me |us |him |her )?(?:{F} )*(?:{TXT} |them )again",
    r"(?:volver a|vuelvan a|vuelva a|vuelvanme a|volverme a|volvieran a|vuelve a) (?:recibir|{SEND_INF}|apuntar|inscribir|"
    r"activar|poner)(?:me|los|las)?",
    r"(?:iniciar|inicien|inicie|reanudar|reanuden|reanude|comenzar|comiencen|empezar|empiecen|activar|activen|active|"
    r"reactivar|reactiven|reactive|prender|prendan|continuar|reanudenme) (?:a )?(?:otra vez |de nuevo |nuevamente )*"
    r"(?:mandar |enviar |recibir )?(?:{F} )*(?:{TXT}|servicio)",
    r"(?:recibir|recibirlos|mandarme|mandar|enviar|enviarme|manden|mandenme|envienme|quiero) (?:{F} )*(?:{TXT} )(?:otra vez|de nuevo|nuevamente)",
    r"(?:recibir|mandar|manden|mandenme|enviar|envienme|poner|pongan|ponganme|ponerme|apunten|apuntenme|agreguen|agreguenme) "
    r"(?:\w+ ){{0,2}}?(?:otra vez|de nuevo|nuevamente) (?:en (?:{F} )*(?:{LIST}|{TXT})|(?:{F} )*{TXT})",
    r"(?:quiero|deseo|puedo) (?:volver a )?(?:reinscribirme|inscribirme de nuevo|inscribirme otra vez|apuntarme otra vez)",
    r"(?:[.,?] )(?:si )?quiero (?:recibir|los) (?:{F} )*{TXT} [.]",
)
"""The texts are wanted again. "No me vuelvan a escribir" is met by its negation."""

ASKS_WHAT: Final[tuple[str, ...]] = (
    r"(?:what|wat|whats) (?:is |s |exactly is )?(?:this|that) (?:\w+ )?(?:service|number|program|system|texts? (?:service|line|"
    r"thing|program)|messages? (?:service|line)|for|about|all about|thing)",
    r"what (?:are|r) (?:{F} )*(?:{TXT}) (?:for|about)",
    r"[.] (?:{POLITE} )*(?:what|whats|wat) (?:is )?(?:this|dis) [.,?]",
    r"(?:who|what) (?:sends|runs|is sending|is behind|operates) (?:{F} )*(?:{TXT}|these|this|service)",
    r"what (?:clinic|company|hospital|office|place) (?:is|are) (?:this|these|you)",
    r"[.] (?:{POLITE} )*(?:que|qe) es (?:esto|este (?:servicio|numero|programa|sistema)) ?",
    r"(?:que es|de que se trata|en que consiste|como funciona) (?:este|el|esto|su) (?:servicio|programa|sistema|numero)",
    r"(?:quien|quienes) (?:manda|mandan|envia|envian) (?:{F} )*(?:{TXT})",
    r"de que (?:clinica|hospital|compania|empresa|oficina|doctor) (?:son|es|me)",
    r"(?:para|pa) que son (?:{F} )*(?:{TXT})",
    r"how does this (?:\w+ )?(?:work|service work)",
)

NO_CALL_BEFORE: Final = frozenset(
    """
    they these it you would will to that texts messages reminders does really do could can did and who which us sure
    walks pills ice meds which exercises this helps also him her daughter son wife husband
    """.split()  # noqa: SIM905 - reads better as words
)
"""Before "help me": somebody helps, or is asked about; nobody calls."""
