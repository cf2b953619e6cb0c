"""Rows in German, French, Spanish and Chinese for the commonest facts; the frames of each language do the sentences."""

from backproof.meaning.prose.frames import noun
from backproof.meaning.prose.names import callable_name, plain_name
from backproof.meaning.prose.records import Record

_NAMES = {
    # value: kind, symbol, {language: (words, wording with article, ...)}
    "sigmoid": ("function", {
        "de": (r"(?:logistische )?(?:Sigmoid-?funktion|Sigmoide?|logistische Funktion)", "die Sigmoidfunktion", "die logistische Funktion", "die Sigmoid-Funktion"),
        "fr": (r"(?:fonction )?(?:sigmoïde|logistique)(?: logistique)?", "la sigmoïde", "la fonction sigmoïde", "la fonction logistique"),
        "es": (r"(?:función )?(?:sigmoide|sigmoidea|logística)(?: logística)?", "la sigmoide", "la función sigmoide", "la función logística"),
        "zh": (r"(?:sigmoid|logistic|逻辑斯[谛蒂])(?: ?(?:激活)?函数)?", "sigmoid 函数", "sigmoid函数", "sigmoid 激活函数"),
    }),
    "relu": ("function", {
        "de": (r"ReLU(?:-(?:Funktion|Aktivierung))?", "die ReLU", "die ReLU-Funktion", "die ReLU-Aktivierung"),
        "fr": (r"(?:fonction )?ReLU", "la ReLU", "la fonction ReLU", "une ReLU"),
        "es": (r"(?:función )?ReLU", "la ReLU", "la función ReLU", "una ReLU"),
        "zh": (r"ReLU(?: ?(?:激活)?函数)?|线性整流函数", "ReLU 函数", "ReLU", "线性整流函数"),
    }),
    "softmax": ("function", {
        "de": (r"Softmax(?:-?funktion)?", "die Softmax", "die Softmax-Funktion", "die Softmaxfunktion"),
        "fr": (r"(?:fonction )?softmax", "la softmax", "la fonction softmax", "une softmax"),
        "es": (r"(?:función )?softmax", "la softmax", "la función softmax", "una softmax"),
        "zh": (r"softmax(?: ?函数)?", "softmax 函数", "softmax函数", "softmax"),
    }),
    "opaque": ("function", {
        "de": (r"(?:nicht-?lineare )?Aktivierungsfunktion|Nichtlinearität", "eine Aktivierungsfunktion", "die Aktivierungsfunktion", "eine Nichtlinearität"),
        "fr": (r"fonction d'activation|non-linéarité", "une fonction d'activation", "la fonction d'activation", "une non-linéarité"),
        "es": (r"función de activación|no linealidad", "una función de activación", "la función de activación", "una función de activación"),
        "zh": (r"(?:非线性)?激活函数", "激活函数", "非线性激活函数", "一个激活函数"),
    }),
    "hadamard": ("function", {
        "de": (r"(?:elementweise|komponentenweise) Produkt|Hadamard-?Produkt", "das Hadamard-Produkt", "das elementweise Produkt", "das komponentenweise Produkt"),
        "fr": (r"produit (?:de |d')?(?:Hadamard|terme à terme|élément par élément)", "le produit de Hadamard", "le produit terme à terme", "le produit élément par élément"),
        "es": (r"producto (?:de Hadamard|elemento a elemento|Hadamard)", "el producto de Hadamard", "el producto elemento a elemento", "el producto Hadamard"),
        "zh": (r"(?:逐元素|按元素|对应元素)(?:的)?(?:乘积|乘法|相乘|乘)|(?:Hadamard|哈达玛) ?(?:乘)?积", "逐元素乘积", "按元素乘法", "Hadamard 积"),
    }),
    "identity-matrix": ("function", {
        "de": (r"Einheitsmatrix|Identitätsmatrix", "die Einheitsmatrix", "eine Einheitsmatrix", "die Identitätsmatrix"),
        "fr": (r"matrice (?:identité|unité)", "la matrice identité", "la matrice unité", "une matrice identité"),
        "es": (r"matriz (?:identidad|unidad)", "la matriz identidad", "la matriz unidad", "una matriz identidad"),
        "zh": (r"单位(?:矩)?阵", "单位矩阵", "单位阵", "一个单位矩阵"),
    }),
    "kronecker": ("function", {
        "de": (r"Kronecker-?(?:Delta|Symbol)", "das Kronecker-Delta", "das Kronecker-Symbol", "das Kroneckerdelta"),
        "fr": (r"(?:symbole |delta )(?:de )?Kronecker", "le symbole de Kronecker", "le delta de Kronecker", "un delta de Kronecker"),
        "es": (r"delta de Kronecker", "la delta de Kronecker", "el delta de Kronecker", "una delta de Kronecker"),
        "zh": (r"(?:Kronecker|克罗内克) ?(?:delta|δ|符号)(?: ?函数)?", "Kronecker delta", "克罗内克符号", "Kronecker 符号"),
    }),
    "scalar": ("type", {
        "de": (r"Skalar(?:e)?|reelle Zahl(?:en)?|skalar", "ein Skalar", "eine reelle Zahl", "skalar"),
        "fr": (r"(?:scalaires?|nombres? réels?|réels?)", "un scalaire", "un nombre réel", "un réel"),
        "es": (r"(?:escalar(?:es)?|números? real(?:es)?)", "un escalar", "un número real", "escalar"),
        "zh": (r"标量|实数", "标量", "实数", "一个标量"),
    }),
    "vector": ("type", {
        "de": (r"(?:\w+-dimensionaler )?(?:Eingabe|Gewichts|Bias)?vektor(?:en)?", "ein Vektor", "der Gewichtsvektor", "der Eingabevektor"),
        "fr": (r"vecteurs?(?: (?:d'entrée|de poids|de biais))?(?: colonne)?", "un vecteur", "le vecteur de poids", "le vecteur d'entrée"),
        "es": (r"vector(?:es)?(?: (?:de (?:entrada|pesos|sesgos)|columna))?", "un vector", "el vector de pesos", "el vector de entrada"),
        "zh": (r"(?:输入|权重|偏置|列)?向量", "向量", "输入向量", "一个向量"),
    }),
    "matrix": ("type", {
        "de": (r"(?:quadratische |Gewichts|⟦\d+⟧-)?Matri(?:x|zen)", "eine Matrix", "die Gewichtsmatrix", "eine quadratische Matrix"),
        "fr": (r"matrices?(?: (?:de poids|carrée))?(?! identité| unité)", "une matrice", "la matrice de poids", "une matrice carrée"),
        "es": (r"matri(?:z|ces)(?: (?:de pesos|cuadrada))?(?! identidad| unidad)", "una matriz", "la matriz de pesos", "una matriz cuadrada"),
        "zh": (r"(?:权重)?矩阵|方阵", "矩阵", "权重矩阵", "一个矩阵"),
    }),
    "symmetric": ("property", {
        "de": (r"symmetrisch(?:e Matrix)?", "symmetrisch", "eine symmetrische Matrix", "symmetrisch"),
        "fr": (r"(?:matrice )?symétriques?", "symétrique", "une matrice symétrique", "symétrique"),
        "es": (r"(?:matriz )?simétricas?", "simétrica", "una matriz simétrica", "simétrica"),
        "zh": (r"(?:实)?对称(?:的|矩阵|阵)", "对称矩阵", "实对称矩阵", "对称的"),
    }),
    "one-hot": ("property", {
        "de": (r"(?:(?:One|one)-?(?:Hot|hot)-?(?: ?kodiert(?:er)?)?-?(?: ?(?:Vektor|Label|Kodierung))?)", "one-hot-kodiert", "ein One-Hot-Vektor", "one-hot"),
        "fr": (r"(?:vecteur |étiquette |codage )?(?:codée? |encodée? )?(?:en )?one-?hot", "un vecteur one-hot", "one-hot", "encodé en one-hot"),
        "es": (r"(?:vector |etiqueta |codificación )?(?:codificad[oa] )?(?:en )?one-?hot", "un vector one-hot", "one-hot", "codificado en one-hot"),
        "zh": (r"(?:one-?hot|独热|单热) ?(?:编码)?(?:的)?(?:标签|向量)?(?:编码)?", "one-hot 向量", "独热编码", "one-hot 标签"),
    }),
    "probability": ("property", {
        "de": (r"(?:Wahrscheinlichkeits(?:verteilung|vektor)|diskrete Verteilung)", "eine Wahrscheinlichkeitsverteilung", "ein Wahrscheinlichkeitsvektor", "eine diskrete Verteilung"),
        "fr": (r"(?:distribution|loi|vecteur) (?:de probabilités?|discrète)", "une distribution de probabilité", "un vecteur de probabilités", "une loi discrète"),
        "es": (r"(?:distribución|vector) de probabilidad(?:es)?", "una distribución de probabilidad", "un vector de probabilidades", "una distribución de probabilidad"),
        "zh": (r"(?:离散)?概率(?:分布|向量)", "概率分布", "概率向量", "离散概率分布"),
    }),
    "positive-definite": ("property", {
        "de": (r"(?:symmetrisch(?: und|,)? )?positiv[- ]definite?(?: Matrix)?", "positiv definit", "symmetrisch positiv definit", "eine positiv definite Matrix"),
        "fr": (r"(?:matrice )?(?:symétrique,? )?définie[- ]positive", "définie positive", "symétrique définie positive", "une matrice définie positive"),
        "es": (r"(?:matriz )?(?:simétrica,? (?:y )?)?definida positiva", "definida positiva", "simétrica definida positiva", "una matriz definida positiva"),
        "zh": (r"(?:对称)?正定(?:的|对称)?(?:矩阵|阵)?", "正定矩阵", "对称正定矩阵", "正定的"),
    }),
    "orthogonal": ("property", {
        "de": (r"(?:orthogonale?|unitäre?)(?: Matrix)?", "orthogonal", "eine orthogonale Matrix", "unitär"),
        "fr": (r"(?:matrice )?(?:orthogonale|unitaire)", "orthogonale", "une matrice orthogonale", "unitaire"),
        "es": (r"(?:matriz )?(?:ortogonal|unitaria)", "ortogonal", "una matriz ortogonal", "unitaria"),
        "zh": (r"正交(?:的)?(?:矩阵|阵)", "正交矩阵", "正交阵", "正交的矩阵"),
    }),
    "diagonal": ("property", {
        "de": (r"(?:Diagonalmatrix|diagonale Matrix)", "eine Diagonalmatrix", "die Diagonalmatrix", "eine diagonale Matrix"),
        "fr": (r"(?:matrice )diagonale", "une matrice diagonale", "la matrice diagonale", "matrice diagonale"),
        "es": (r"(?:matriz )diagonal", "una matriz diagonal", "la matriz diagonal", "matriz diagonal"),
        "zh": (r"对角(?:矩阵|阵)", "对角矩阵", "对角阵", "对角矩阵"),
    }),
    "unit-norm": ("property", {
        "de": (r"(?:Einheitsvektor(?:en)?|normiert(?:er Vektor)?)", "ein Einheitsvektor", "normiert", "ein normierter Vektor"),
        "fr": (r"(?:vecteurs? (?:unitaires?|normés?)|de norme (?:1|un))", "un vecteur unitaire", "un vecteur normé", "de norme 1"),
        "es": (r"(?:vector(?:es)? unitarios?|de norma (?:1|uno))", "un vector unitario", "de norma 1", "un vector unitario"),
        "zh": (r"单位(?:长度)?向量", "单位向量", "单位长度向量", "单位向量"),
    }),
    "invertible": ("property", {
        "de": (r"invertierbar|regulär", "invertierbar", "regulär", "invertierbar"),
        "fr": (r"(?:matrice )?inversibles?", "inversible", "une matrice inversible", "inversible"),
        "es": (r"(?:matriz )?invertibles?", "invertible", "una matriz invertible", "invertible"),
        "zh": (r"可逆(?:的|矩阵|阵)", "可逆矩阵", "可逆的", "可逆矩阵"),
    }),
    "constant": ("property", {
        "de": (r"konstant|fest|(?:eine )?Konstanten?", "konstant", "eine Konstante", "fest"),
        "fr": (r"constante?s?|fixée?s?|fixes?", "constant", "une constante", "fixé"),
        "es": (r"constantes?|fij[oa]s?", "constante", "una constante", "fijo"),
        "zh": (r"常数|常量|固定的", "常数", "一个常数", "常量"),
    }),
    "natural-log": ("function", {
        "de": (r"natürlicher? Logarithmus", "der natürliche Logarithmus", "ein natürlicher Logarithmus", "der natürliche Logarithmus"),
        "fr": (r"logarithme (?:naturel|népérien)", "le logarithme naturel", "le logarithme népérien", "un logarithme naturel"),
        "es": (r"logaritmo (?:natural|neperiano)", "el logaritmo natural", "el logaritmo neperiano", "un logaritmo natural"),
        "zh": (r"自然对数(?:函数)?", "自然对数", "自然对数函数", "自然对数"),
    }),
}  # fmt: skip
_SYMBOLS = {"hadamard": r"\odot", "identity-matrix": "I", "kronecker": r"\delta_{ij}"}


def _rows() -> tuple[Record, ...]:
    made = []
    for value, (kind, languages) in _NAMES.items():
        for language, (words, *say) in languages.items():
            made.append(
                noun(
                    f"{kind}-{value}-{language}", kind, value, words, tuple(say), needs=(), language=language,
                    accept=callable_name if kind == "function" else plain_name,
                    before=kind == "function" and value not in _SYMBOLS, symbol=_SYMBOLS.get(value, "f"),
                )
            )  # fmt: skip
    return tuple(made)


ABROAD: tuple[Record, ...] = (
    *_rows(),
    Record("type-row-vector-de", "type", "row-vector", (r"<S> (?:ist|sind|sei|seien) (?:ein |die )?Zeilenvektor(?:en)?", r"(?:der |den |die |ein )?Zeilenvektor(?:en)? <S>"), ("Seien die Zeilenvektoren $!p$ und $!q$ gegeben", "die Zeilenvektoren $!u$ und $!v$", "$!x$ ist ein Zeilenvektor."), ("$x$ ist kein Zeilenvektor", "Wenn $x$ ein Zeilenvektor ist"), ("zeilenvektor",), "de", accept=plain_name),
    Record("type-row-vector-fr", "type", "row-vector", (r"<S> (?:est|sont|soit) (?:un |des )?vecteurs?[ -]lignes?", r"(?:le |les |un |des )?vecteurs?[ -]lignes? <S>"), ("où $!b$ est un vecteur ligne", "les vecteurs lignes $!u$ et $!v$", "le vecteur-ligne $!x$"), ("$x$ n'est pas un vecteur ligne", "Si $x$ est un vecteur ligne"), ("ligne",), "fr", accept=plain_name),
    Record("type-row-vector-es", "type", "row-vector", (r"<S> (?:es|son|sea) (?:un )?vector(?:es)? filas?", r"(?:el |los |un )?vector(?:es)? filas? <S>"), ("donde $!b$ es un vector fila", "los vectores fila $!u$ y $!v$", "el vector fila $!x$"), ("$x$ no es un vector fila", "Si $x$ es un vector fila"), ("fila",), "es", accept=plain_name),
    Record("type-row-vector-zh", "type", "row-vector", (r"<S> ?(?:都?是|均?为)(?:一个)? ?行向量", r"(?:偏置)?行向量 ?<S>"), ("行向量 $!b,c$ 加到每一行", "其中 $!x$ 为行向量", "$!u$、$!v$ 都是行向量"), ("$x$ 不是行向量", "如果 $x$ 是行向量"), ("行向量",), "zh", accept=plain_name),
    Record("property-iid-de", "property", "iid", (r"<S> (?:sind|seien) (?:unabhängig und identisch verteilt|u\.i\.v\.)", r"(?:seien) <S> (?:unabhängig und identisch verteilt|u\.i\.v\.)"), ("Die $!X_i$ sind unabhängig und identisch verteilt.", "wobei $!X_i$ seien u.i.v. gezogen", "Es seien $!X_i$ unabhängig und identisch verteilt."), ("Die $X_i$ sind nicht unabhängig und identisch verteilt.", "Wenn $X_i$ sind u.i.v. gezogen"), ("identisch", "u.i.v"), "de"),
    Record("property-independent-zh", "property", "independent", (r"<S> ?(?:之间)?(?:是)?(?:相互|彼此|互相)独立",), ("其中 $!m_i$ 相互独立。", "$!x$ 彼此独立", "设 $!X$ 和 $!Y$ 相互独立"), ("$X$ 和 $Y$ 不相互独立", "如果 $X$ 相互独立"), ("独立",), "zh"),
    Record("property-iid-zh", "property", "iid", (r"<S> ?(?:是|为|服从)?(?:独立同分布)",), ("其中 $!x_i$ 独立同分布。", "$!x_i$ 是独立同分布的", "设 $!X_i$ 独立同分布"), ("$X$ 不是独立同分布", "如果 $X$ 独立同分布"), ("独立同分布",), "zh"),
    Record("size-zh", "size", "shape", (r"<S> ?(?:是|为)(?:一个)? ?<z> ?(?:的)?(?:维)?(?:的)?(?:矩阵|方阵)", r"<S> ?的(?:大小|形状|维度|尺寸)(?:是|为) ?<z>"), ("$!W$ 是 $m\\times n$ 矩阵", "$!W$ 的大小为 $m\\times n$", "其中 $!A$ 为 $n\\times n$ 的矩阵"), ("$W$ 不是 $m\\times n$ 矩阵", "如果 $W$ 是 $m\\times n$ 矩阵"), ("阵", "大小", "形状", "维度", "尺寸"), "zh"),
    Record("size-de", "size", "shape", (r"<S> (?:ist|sei|bezeichnet) (?:eine|die) <z>-?(?: )?Matrix", r"<S> (?:hat|habe) (?:die )?(?:Größe|Form|Dimension) <z>"), ("wobei $!W$ hat die Größe $m\\times n$", "$!A$ ist eine $n\\times m$-Matrix.", "Hier $!A$ ist die $n\\times m$ Matrix"), ("$A$ hat nicht die Größe $n$", "$A$ ist eine Matrix"), ("matrix", "größe", "form", "dimension"), "de"),
    Record("size-fr", "size", "shape", (r"<S> (?:est )?(?:une matrice )?de (?:taille|dimensions?) <z>",), ("où $!W$ est de taille $m\\times n$", "$!W$ est une matrice de taille $m\\times n$", "et $!x$ de dimension $n$"), ("$W$ n'est pas de taille $n$", "la taille de $W$"), ("taille", "dimension"), "fr"),
    Record("size-es", "size", "shape", (r"<S> (?:es |tiene )?(?:una matriz )?(?:de )?(?:tamaño|dimensi(?:ón|ones)) <z>",), ("donde $!W$ es de tamaño $m\\times n$", "$!W$ es una matriz de tamaño $m\\times n$", "y $!x$ tiene dimensión $n$"), ("$W$ no es de tamaño $n$", "el tamaño de $W$"), ("tamaño", "dimensi"), "es"),
    Record("held-zh", "held-fixed", "", (r"(?:固定|保持) ?<S> ?(?:不变)?(?! ?的)", r"(?:将|把|视) ?<S> ?(?:看作|视为|当作|为)常(?:数|量)"), ("固定 $!Y$ 不变", "将 $!m$ 看作常数", "把 $!v$ 视为常量"), ("不固定 $Y$", "固定的 $Y$"), ("固定", "保持", "常"), "zh", "plain"),
    Record("held-de", "held-fixed", "", (r"(?:bei|mit|für) (?:festem|festen|festgehaltenem|konstantem|konstant gehaltenem|festes) <S>", r"<S> (?:wird|werden) (?:fest|konstant) (?:ge)?halten"), ("bei festem $!Y$", "mit festgehaltenem $!m$", "$!v$ wird konstant gehalten"), ("$Y$ wird nicht konstant gehalten", "mit $Y$ fest"), ("fest", "konstant"), "de", "plain"),
    Record("held-fr", "held-fixed", "", (r"(?:à|avec) <S> (?:fixée?s?|constante?s?)", r"en (?:fixant|considérant) <S>(?: comme (?:constante?|fixe))?"), ("à $!Y$ fixé", "en fixant $!m$", "avec $!v$ constant"), ("$Y$ n'est pas fixé", "le point fixe $Y$"), ("fix", "constant"), "fr", "plain"),
    Record("held-es", "held-fixed", "", (r"con <S> (?:fij[oa]s?|constantes?)", r"(?:manteniendo|tratando|considerando) <S> (?:como )?(?:fij[oa]s?|constantes?)"), ("con $!Y$ fijo", "manteniendo $!m$ constante", "tratando $!v$ como constante"), ("con $Y$ no fijo", "el punto fijo $Y$"), ("fij", "constante"), "es", "plain"),
    Record("layout-numerator-abroad", "layout", "numerator", (r"Zähler-?(?:layout|konvention)", r"分子布局", r"(?:notation|convention|disposition) (?:au |du )?numérateur", r"(?:disposición|convención|notación) (?:de|del) numerador"), ("Wir nutzen das Zähler-Layout.", "这里采用分子布局。", "Nous utilisons la convention du numérateur.", "Usamos la disposición de numerador."), ("Wir nutzen nicht das Zähler-Layout.", "这里不采用分子布局", "der Zähler"), ("zähler", "分子布局", "numérateur", "numerador"), "mul"),
    Record("layout-denominator-abroad", "layout", "denominator", (r"Nenner-?(?:layout|konvention)", r"分母布局", r"(?:notation|convention|disposition) (?:au |du )?dénominateur", r"(?:disposición|convención|notación) (?:de|del) denominador"), ("Wir nutzen das Nenner-Layout.", "这里采用分母布局。", "Nous utilisons la convention du dénominateur.", "Usamos la disposición de denominador."), ("Wir nutzen nicht das Nenner-Layout.", "这里不采用分母布局", "der Nenner"), ("nenner", "分母布局", "dénominateur", "denominador"), "mul"),
)  # fmt: skip
