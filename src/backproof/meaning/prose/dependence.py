"""Rows that say what a loss depends on: "the cost J depends on ŷ only", "E is a function of the outputs y"."""

from backproof.meaning.prose.names import plain_name
from backproof.meaning.prose.records import Record

_THE = r"(?:(?:the|all|its|our|each|every|last|final|current|network|model|layer's|output|predicted|prediction|predictions|outputs?|activations?|states?|hidden|vector|vectors|scores?|logits?|labels?|targets?|value|values|of) )*"
_ONLY = r"(?: ?,? (?:only|alone|exclusively|solely|directly|explicitly))?"
_KIND = r"(?:(?:an?|some|any|the) )?(?:(?:scalar|smooth|differentiable|arbitrary|known|given|unspecified|generic|certain|some|real-valued|single) ?,? ?)*"
_LIST = rf"<o>{_ONLY}(?:(?: ?, ?(?:and )?| and (?:on )?){_THE}<o2>)?{_ONLY}"

DEPENDENCE: tuple[Record, ...] = (
    Record("depends-on", "depends", "on",
           (rf"<s>,? (?:which |that )?(?:then |again |is assumed to |may |thus )?(?:depends?{_ONLY}(?: only)? (?:on|upon)|is (?:computed|calculated|evaluated|formed) (?:from|on|at)|depending on) {_THE}{_LIST}(?! only through| through| via| by way)",
            rf"<s>,? (?:is |be |being |denotes? |which is |for ){_KIND}(?:function|loss|cost|objective|error|penalty|scalar|number)(?: function)? (?:of|that depends on|which depends on|depending on|on|computed from) {_THE}{_LIST}(?! only through| through| via)",
            rf"(?:loss|cost|objective|error)(?: function)? <s> (?:of|on|computed from|evaluated at|applied to) {_THE}{_LIST}",
            rf"<s>,? (?:is |be |being |denotes? |for )?(?:the|an?|our) (?:\w+ )?(?:loss|cost|objective|error|penalty)(?: function)?,? (?:which is |(?:which|that) )?{_KIND}(?:function of|depends on|depending on) {_THE}{_LIST}(?! only through| through| via)",
            r"<s>,? (?:est |soit |désigne )?(?:la |le |une )(?:fonction de )?(?:perte|coût),? (?:une |qui est une )?fonction de <o>", r"<s>,? (?:sei |ist |bezeichne )?(?:der|die|ein|eine) (?:Verlust|Kosten|Fehler)\w*,? (?:als |eine )?Funktion von <o>",
            r"<s>,? (?:es |sea |denota )?(?:la |el |una )(?:función de )?(?:pérdida|coste|costo),? (?:una )?función de <o>",
            r"<s> (?:hängt|hänge) (?:nur |allein )?von <o>(?: und <o2>)? ab", r"<s> ist eine (?:skalare )?Funktion von <o>(?: und <o2>)?",
            r"<s> (?:ne )?dépend (?:que |seulement |uniquement )?(?:de (?:tous les |toutes les |la |le )?|des |du |d')<o>(?: et <o2>)?", r"<s> depende (?:solo |sólo |solamente |únicamente )?de <o>(?: y <o2>)?",
            r"<s> ?(?:仅|只)?(?:依赖于|取决于) ?<o>", r"<s> ?是 ?<o> ?的(?:标量)?函数"),
           ("The cost $!J$ depends on $a^{[L]}$ only.", "The loss $!L$ depends on $y$.", "a loss $!E$ that depends on the output $o_t$.", "where $!E$ is a function of $v^L$.", "Let $!C$ be a scalar function of the outputs $y$", "Let $!E$ be the loss, a function of $x_L$.", "$!E$ denotes the loss, which depends on $x_L$.", "On note $!E$ la perte, fonction de $x_L$.", "Sea $!E$ la pérdida, una función de $x_L$.", "The cost $!J$ depends on the network output $a^{[L]}$ and the label $y$."),
           ("The cost $J$ does not depend on $w$.", "The loss $L$ depends on $W$ through $z$", "If the loss $L$ depends on $h$, then"), (), guard="strict", accept=plain_name),
    Record("depends-only", "depends", "only",
           (rf"<s>,? (?:which |that )?(?:depends? (?:only|solely|exclusively) (?:on|upon)|is a function only of) {_THE}{_LIST}(?! only through| through| via)",
            rf"<s>,? (?:which |that )?(?:depends? on|is {_KIND}function of) {_THE}<o>(?: and {_THE}<o2>)? (?:only|alone|solely)(?! through| via)",
            r"<s> hängt (?:nur|allein) von <o> ab", r"<s> ne dépend que (?:de |d')<o>", r"<s> depende (?:solo|sólo|solamente|únicamente) de <o>", r"<s> ?(?:仅|只)(?:依赖于|取决于) ?<o>",
            r"<s> depends on (?:⟦\d+⟧(?:, | and )?){1,3} ?(?:only )?(?:through|via|by way of) (?:the )?(?:output |prediction |state )?<o>(?: only| alone)?",
            r"<o> (?:affects?|influences?|enters?) (?:the )?(?:loss|cost|objective|error)? ?<s> only (?:directly|itself)"),
           ("The cost $!J$ depends on $a^{[L]}$ only.", "$!J$ depends only on the output $y$", "The loss $!L$ depends on $W$ only through $z$", "As $!L$ depends on $W$ and $b$ through $z$ only"), ("The loss $L$ does not depend on $W$ through $z$", "The cost $J$ depends on $a$ and more."), ("through", "via", "by way", "only"), guard="plain", accept=plain_name),
)  # fmt: skip
