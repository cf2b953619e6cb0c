"""Rows that name what an operation gives: "P is the row-wise softmax of S", "let J be the Jacobian of r"."""

from backproof.meaning.prose.names import names_only
from backproof.meaning.prose.records import Record

_IS = r"(?:,? (?:is|be|are|being|denotes?|for|stands? for|equals?)|,)"
_SIZE = r"(?:<_>(?:-by-<_>| by <_>)? )?"

NAMING: tuple[Record, ...] = (
    Record("named-softmax", "named", "softmax",
           (rf"<s>{_IS} (?:the |its |a )?(?:row-?wise |rowwise )?softmax(?: output| probabilities| vector| matrix)? (?:of|over|applied to) (?:the )?(?:rows of )?(?:(?:logits?|scores?|vector|matrix|activations?) )?<o>(?! (?:along|over|by) (?:the |its )?columns?)",
            r"(?:row-?wise |rowwise )softmax(?: output| probabilities| matrix)? <s> of (?:the )?(?:(?:logits?|scores?|matrix) )?<o>",
            r"<s> (?:die |das )?(?:zeilenweise )?Softmax(?:-Funktion)? (?:von|über|der) <o>", r"<s> (?:est |la |le )*softmax(?: par lignes?| ligne par ligne)? de <o>",
            r"<s> (?:es |la |el )*softmax(?: por filas)? de <o>", r"<s> ?(?:是|为) ?<o> ?(?:的)?(?:逐行|按行) ?softmax"),
           ("where $!P$ is the row-wise softmax of $S$.", "With the row-wise softmax $!P$ of $S$,", "Let $!q$ be the softmax of the logits $z$.", "$!A$, the row-wise softmax of $QK^T$, is"),
           ("where $P$ is not the softmax of $S$", "the softmax $\\sigma$ of this layer and $z$", "If $p$ is the softmax of $z$, then", "where $P$ is the softmax of $S$ over the columns"), ("softmax",), "mul", accept=names_only,
           reject=r"column|spalt|colonne|columna|列"),
    Record("named-jacobian", "named", "jacobian",
           (rf"<s>{_IS} (?:the |its |a )?{_SIZE}Jacobi(?:an)?(?:[- ]matrix)? of <o>(?! with| by| w| in)", r"<s> (?:die )?Jacobi-?[Mm]atrix von <o>(?! nach)", r"<s> (?:est |soit )?la (?:matrice )?jacobienne de <o>(?! par)",
            r"<s> (?:es |sea )?(?:la )?(?:matriz )?jacobiana de <o>(?! con| resp)"),
           ("and let $!J$ be the $m\\times n$ Jacobian matrix of $r$.", "where $!G$ is the Jacobian of $f$ and", "wobei $!J$ die Jacobi-Matrix von $f$ ist"),
           ("where $J$ is not the Jacobian of $r$", "where $J$ is the Jacobian of $y$ with respect to $x$", "the Jacobian of $f$ is $J^T$ here"), ("jacobi",), "mul", accept=names_only),
    Record("named-hessian", "named", "hessian",
           (rf"<s>{_IS} (?:the |its |a )?{_SIZE}Hessian(?: matrix)? of <o>(?! with| by| w| in| at)",),
           ("and let $!B$ be the Hessian of $f$.", "where $!H$ is the Hessian matrix of $f$ and", "write $!H$ for the Hessian of $g$"),
           ("where $H$ is not the Hessian of $r$", "where $H$ is the Hessian of $L$ with respect to $x$", "If $H$ is the Hessian of $f$, then"), ("hessian",), accept=names_only),
    Record("named-diagonal", "named", "diagonal",
           (rf"<s>{_IS} (?:the |a )?{_SIZE}diagonal matrix (?:with|of|that has|whose) (?:the )?(?:diagonal )?(?:entries|elements|diagonal|weights|values)?(?: are| is)? ?<o>(?! (?:on|in|as) (?:its|the) (?:rows|columns))",),
           ("let $!W$ be the diagonal matrix with entries $w_i$.", "where $!D$ is the diagonal matrix with diagonal $d$ and", "Let $!R$ be the diagonal matrix whose diagonal entries are $r_n$.",),
           ("where $W$ is not the diagonal matrix with entries $w_i$", "If $W$ is the diagonal matrix with entries $w_i$, then"), ("diagonal",), accept=names_only),
)  # fmt: skip
