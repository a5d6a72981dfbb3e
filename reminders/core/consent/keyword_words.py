"""The keyword lists in English and Spanish, as data: what a whole text may be, and the words of courtesy around it.

Sources: Twilio defaults (STOP STOPALL UNSUBSCRIBE CANCEL END QUIT REVOKE OPTOUT; START UNSTOP; HELP INFO) and this
service's Spanish list (ALTO PARAR PARE DETENER DETENGA BASTA BAJA CANCELAR SALIR TERMINAR "NO MAS"; INICIO INICIAR
COMENZAR REANUDAR; AYUDA). YES is left out of START on purpose.
"""

# ruff: noqa: SIM905 - word lists read better as words than as a list of strings
from __future__ import annotations

from typing import Final

STOP_WORDS: Final = frozenset(
    """
    stop stopall unsubscribe cancel end quit revoke optout
    alto parar pare paren para detener detenga detengan detente basta baja cancelar cancele cancelen salir terminar
    termine terminen
    unsub unsuscribe desuscribir desuscribirme desuscribirse discontinue
    """.split()
)

STOP_SLIPS: Final = frozenset(
    """
    stpo sotp tsop sopt stopp sttop stoop stp sto stip stol stope stops stopo atop stap stoip dtop syop srop etop stio
    stoped stopit
    stopstop sstop stoppp stopplease plsstop pleasestop stopnow stopmsg stopmsgs stoptexts stoptexting stap s7op st0p
    unsubscibe unsubcribe unsubscrib unsubsribe unsuscribed unsubscribed unsubscribeme unscubscribe unsubscrbe
    unsubscirbe unsbscribe
    unsubscride unsubscribr ubsubscribe unsucribe unsubcribed unsubscribing unsunscribe
    cancle cansel cancell cancal canel cancelled canceled cancell cacel
    quitt qit quti revok revoked revoque revoco optput opout optuot optouts otpout
    atlo altoo alot alt alro autos halto
    pararr parenn detner detenr detenerr detengase detengalo vasta bastaa bassta baaja cancelr canselar cancelae
    canselen canselar salirr cansela cansele canselenlo cancela terminado finalizar
    sallir terminr termnar parre desuscribe
    """.split()
) - {"autos", "alot"}

CLEAR_STOP_WORDS: Final = frozenset(
    "stop stopall unsubscribe optout alto basta stpo sotp stopp unsubscibe unsuscribe desuscribir desuscribirme".split()
)
"""Clear enough to stop as one sentence among others ("STOP. I am not Maria.")."""

STOP_BODIES: Final = frozenset(
    line.strip()
    for line in """
    stop all
    stop it
    stop this
    stop these
    stop that
    stop them
    stop everything
    stop forever
    stop all of this
    stop all this
    stop all of these
    stop all of it
    stop me
    stop already
    stop immediately
    stop today
    stop right
    stop right away
    stop pls
    stop asap
    stop for ever
    stop for good
    st op
    s top
    sto p
    st0p
    opt out
    opt me out
    opt us out
    opt out all
    opting out
    opted out
    i opt out
    i am opting out
    im opting out
    i want out
    i want to stop
    i want to quit
    i want to cancel
    i want to opt out
    i want to unsubscribe
    i want you to stop
    i need you to stop
    i need this to stop
    i want this to stop
    i would like to stop
    id like to stop
    i would like to opt out
    i would like to cancel
    i said stop
    i said no more
    i said quit
    no more i said
    ni un mensaje mas
    ni uno mas
    i said to stop
    i told you to stop
    told you to stop
    i already said stop
    i asked you to stop
    you need to stop
    can you stop
    could you stop
    would you stop
    will you stop
    can u stop
    can you stop this
    can we stop this
    can you stop these
    could you stop this
    text stop
    reply stop
    send stop
    sending stop
    cancel all
    cancel me
    cancel this
    cancel it
    cancel these
    cancel everything
    end this
    end all
    end it
    end these
    quit it
    quit this
    quit all
    un subscribe
    un suscribe
    unsubscribe me
    unsub me
    unsubscribe all
    unsubscribe from all
    remove
    remove me
    remove us
    remove my number
    take me off
    delete me
    no more
    no more of this
    no more of these
    fuck off
    f off
    piss off
    cease
    cease and desist
    stop it already
    stop this already
    stop already
    stop it now
    stop this now
    cancelen esto ya
    cancele esto ya
    quiten esto
    quiten esto ya
    paren esto ya
    detengan esto ya
    terminen esto
    fin
    finalizar
    cancelenlo
    canselela
    wrong number
    wrong person
    wrong phone
    alto total
    alto todo
    alto ya
    alto a esto
    alto a todo
    no mas
    no mas ya
    nomas
    ya no mas
    ya nomas
    ya no
    ya basta
    basta ya
    ya basta de esto
    ya paren
    paren ya
    paren esto
    pare esto
    pare ya
    parenle
    parele
    ya parenle
    ya parele
    parale
    ya parale
    ya pare
    para ya
    para esto
    dar de baja
    darme de baja
    dame de baja
    darse de baja
    de baja
    deme de baja
    denme de baja
    dar baja
    la baja
    doy de baja
    me doy de baja
    cancelar todo
    cancele todo
    cancelen todo
    cancelar esto
    cancelen esto
    quiero cancelar
    quiero salir
    quiero parar
    quiero terminar
    quiero que paren
    quiero que pare
    salirme
    quiero salirme
    salir de esto
    terminar esto
    detener todo
    detener esto
    detengan esto
    detengan todo
    no quiero
    no quiero mas
    ya no quiero mas
    ya no quiero
    ya no quiero esto
    no quiero esto
    ya no quiero nada
    quitar
    quitarme
    quitenme
    quiteme
    saquenme
    saqueme
    sacame
    eliminar
    eliminarme
    eliminenme
    borrar
    borrarme
    borrenme
    borreme
    ya no los quiero
    why wont you stop
    when will you stop
    numero equivocado
    equivocado
    persona equivocada
    """.splitlines()
    if line.strip()
)

START_WORDS: Final = frozenset(
    "start unstop inicio iniciar comenzar reanudar empezar reanude inicie strat startt strart unstopp restart".split()
)

HELP_WORDS: Final = frozenset(
    "help info ayuda hlep hepl helpp halp hlp helpme ayudaa aiuda alluda ayudame ayudeme ayudenme informacion".split()
)

HELP_CALLS: Final = frozenset(
    (
        "help me", "help us", "help him", "help her", "i need help", "need help", "i need some help", "please help",
        "can you help me", "can someone help", "someone help", "somebody help", "i want help", "send help", "get help",
        "need info", "more info", "info me", "help info", "necesito ayuda", "ocupo ayuda", "quiero ayuda", "una ayuda",
        "me pueden ayudar", "me puede ayudar", "pueden ayudarme", "puede ayudarme", "alguien que me ayude", "ayuda me",
    )
)  # fmt: skip

POLITE_WORDS: Final = (
    "por favor", "xfa", "x fa", "xfavor", "porfavorcito", "x favor", "porfavor", "por fa", "porfa", "porfis", "favor", "thank you", "thank u", "thankyou",
    "thanks", "thx", "ty", "tks", "muchas gracias", "gracias", "please", "pls", "plz", "plis", "pleas", "plese",
    "plase", "pliss", "right now", "now", "just", "ok", "okay", "sorry", "hi", "hello", "hey", "hola", "sir",
    "maam", "buenos dias", "buenas tardes", "buenas noches", "good morning", "good afternoon", "good evening", "guys", "kindly", "thumbsup", "ahora mismo",
    "ahora", "yes", "si", "senor", "senora", "disculpe", "perdon", "everyone", "doc", "doctor", "again",
    "ya por favor",
)  # fmt: skip
