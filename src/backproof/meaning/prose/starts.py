"""Rows that say where iterations start: "with zero initial state", "both moments start from zero"."""

from backproof.meaning.prose.records import Record

_ZERO = r"(?:zeros?|the origin|0|all zeros|the zero (?:vector|state|matrix))"
_INITIAL = r"(?:initial (?:(?:hidden|cell) )?(?:states?|values?|conditions?|moments?|velocit(?:y|ies)|momentum|iterates?|points?|memor(?:y|ies)|buffers?)|initiali[sz]ations?)"

STARTS: tuple[Record, ...] = (
    Record("starts-at-zero", "start", "zero",
           (rf"(?:[\w-]+ ){{0,4}}\b(?:starts?|started|starting|begins?|beginning|initiali[sz]ed?|initiali[sz]ing|initially)(?: off)? (?:both |all |everything )?(?:from|at|with|to|as|in|out at|is|are|being) {_ZERO}(?!\w|-|\.\d)",
            rf"\b(?:zero|vanishing|null) {_INITIAL}", rf"\b{_INITIAL} (?:is|are|of|equal(?: to)?|being|set to|taken (?:to be|as)|vanish(?:es)?) ?(?:{_ZERO})(?!\w|-|\.\d)",
            r"\b(?:initially|zero-)initiali[sz]ed\b", rf"\b(?:is|are) initially {_ZERO}(?!\w|-|\.\d)"),
           ("Both averages start from zero.", "The velocity is initialised at zero.", "with zero initial state", "The recursion, started at the origin, gives", "whose initial value is zero.", "The state is initially zero."),
           ("The weights do not start from zero.", "All indices start from zero.", "The learning rate decays to zero.", "If the state started at zero, the sum would vanish."),
           ("zero", "origin", " 0", "null", "vanish"), reject=r"\b(?:if|unless|suppose|index|indices|count\w*|number\w*|label\w*|layers?)\b"),
    Record("starts-at-zero-de", "start", "zero",
           (r"\b(?:starten|startet|beginnen|beginnt|gestartet|begonnen) (?:\w+ ){0,3}?(?:bei|mit|in|von) (?:Null|null|0)(?!\w|-|\.\d)", r"\b(?:mit|zu|auf) (?:Null|null|0) initialisiert", r"\bAnfangs(?:wert|zustand|bedingung)\w* (?:ist |sind |gleich )?(?:Null|null|0)(?!\w|-|\.\d)"),
           ("Beide Mittelwerte starten bei Null.", "Die Geschwindigkeit wird mit Null initialisiert.", "mit Anfangswert Null"),
           ("Die Schrittweite geht gegen Null.", "Die Gewichte starten nicht bei Null."), ("null", "0"), language="mul"),
    Record("starts-at-zero-fr", "start", "zero",
           (r"\b(?:initialis\w+|démarr\w+|commenc\w+|part\w*) (?:\w+ ){0,2}?(?:à|de|par|en) (?:zéro|0)(?!\w|-|\.\d)", r"\b(?:état|valeur|vitesse|condition)s? initiales?(?: \w+)? (?:nulles?|zéro)", r"\bétats? initia(?:l|ux) nuls?"),
           ("Les deux moyennes sont initialisées à zéro.", "avec un état initial nul", "La suite part de zéro."),
           ("Le pas tend vers zéro.", "Le gradient est nul."), ("zéro", "nul", "0"), language="mul"),
    Record("starts-at-zero-es", "start", "zero",
           (r"\b(?:inicializa\w*|inicia\w*|empieza\w*|comienza\w*|parte\w*|começa\w*|iniciad\w+) (?:\w+ ){0,2}?(?:a|en|de|desde|con|em|com) (?:cero|zero|0)(?!\w|-|\.\d)", r"\b(?:estado|valor)(?:es)? inicia(?:l|les|is) (?:nulos?|cero|zero)"),
           ("Ambas medias se inicializan en cero.", "con estado inicial nulo", "As duas médias começam em zero."),
           ("El paso tiende a cero.", "El gradiente es nulo."), ("cero", "nulo", "zero", "0"), language="mul"),
    Record("starts-at-zero-zh", "start", "zero",
           (r"初始(?:化|值|状态|条件)?(?:都|均)?(?:为|是|取|设为|等于)(?:零|0)", r"(?<!下标)(?<!编号)(?<!索引)从(?:零|0)(?:开始|出发)"),
           ("初始状态为零。", "两个滑动平均都从零开始。", "速度初始化为 0。".replace(" ", "")),
           ("学习率趋于零。", "下标从零开始不是必须的。"), ("零", "0"), language="mul"),
)  # fmt: skip
"""They have no subject: what they say holds for the recursions of the section."""
