"""What the words before a formula make of it, and the conditions under which displays stand."""

import pytest
from prose_samples import blocks

from backproof.meaning.prose import facts_of


def roles(text):
    return [(f.subjects[0].latex, f.value) for f in facts_of(blocks(text)) if f.kind == "role"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Let $z=Wx+b$ and $h=\\sigma(z)$.", [("z=Wx+b", "definition"), ("h=\\sigma(z)", "definition")]),
        ("where $\\Gamma=A^{1/2}$.", [("\\Gamma=A^{1/2}", "definition")]),
        ("We define\n\n$$y=x^2$$\n\nand go on.", [("y=x^2", "definition")]),
        ("The loss is given by\n$$L=\\sum_i r_i^2$$", [("L=\\sum_i r_i^2", "definition")]),
        ("Assume that $y_k=1$ and go on.", [("y_k=1", "assumption")]),
        ("Suppose $A=A^T$.", [("A=A^T", "assumption")]),
        ("Under the constraint $\\sum_k p_k=1$ this", [("\\sum_k p_k=1", "assumption")]),
        ("where $K\\ge2$.", [("K\\ge2", "assumption")]),
        ("Adding them gives $w=a+b$.", [("w=a+b", "claim")]),
        ("Therefore,\n\n$$a=b$$\n\n$$b=c$$", [("a=b", "claim")]),
        ("It follows that the derivatives of the loss function are:\n\n$$a=b$$", [("a=b", "claim")]),
        ("Hence $a=b$, thus $b=c$.", [("a=b", "claim"), ("b=c", "claim")]),
        ("and setting it to zero we obtain the normal equations\n$$w=X^+t$$", [("w=X^+t", "solution")]),
        ("The minimiser is\n\n$$w=c$$", [("w=c", "solution")]),
        ("and the maximum likelihood estimate of the scale is $\\hat b=1$.", [("\\hat b=1", "solution")]),
        ("and equating to zero gives\n$$m=n$$", [("m=n", "solution")]),
        ("Update Rule:\n\n$$w_{n+1}=w_n-g$$", [("w_{n+1}=w_n-g", "update")]),
        ("By convention $Z=0$ here", [("Z=0", "convention")]),
        ("Wir erhalten $a=b$.", []),
        ("Daraus folgt $a=b$.", [("a=b", "claim")]),
        ("On obtient $a=b$.", [("a=b", "claim")]),
        ("Sea $a=b$.", [("a=b", "definition")]),
        ("反复代入得到\n\n$$v=g$$", [("v=g", "claim")]),
        ("设 $f=x^2$。", [("f=x^2", "definition")]),
        ("We get\n$$x=?$$", []),
        ("We do not get $a=b$.", []),
        ("The cat $a=b$ sat.", []),
        ("Show that the derivatives are given by\n$$\\frac{\\partial L}{\\partial w}=2w$$",
         [("\\frac{\\partial L}{\\partial w}=2w", "claim")]),
    ],
)  # fmt: skip
def test_role_of_a_formula(text, expected):
    assert roles(text) == expected


def conditions(text):
    return [
        ([s.latex for s in f.subjects], [o.latex for o in f.objects])
        for f in facts_of(blocks(text))
        if f.kind == "condition"
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("If $i=k$:\n\n$$a=b$$\n\nIf $i\\neq k$:\n\n$$c=d$$\n\n$$e=f$$",
         [(["a=b"], ["i=k"]), (["c=d", "e=f"], ["i\\neq k"])]),
        ("If $n = \\infty$ :\n\n$$a=b$$\n\nTherefore:\n\n$$c=d$$", [(["a=b"], ["n = \\infty"])]),
        ("when $i\\neq k$ we get\n$$a=b$$", [(["a=b"], ["i\\neq k"])]),
        ("Wenn $n=1$, dann gilt\n$$a=b$$", [(["a=b"], ["n=1"])]),
        ("当 $i=j$ 时，有\n$$a=b$$", [(["a=b"], ["i=j"])]),
        ("If $i=k$:\n\n$$a=b$$\n\n$$\\rightarrow c=d$$", [(["a=b"], ["i=k"])]),
        ("with $f(x)=1$ if $x=k$ and $f(x)=0$ otherwise", [(["f(x)=1"], ["x=k"])]),
        ("for $i=1,\\dots,n$:\n$$a=b$$", []),
        ("We stop if the loss $L=0$ is small.\n\nNow\n$$a=b$$", []),
        ("$$a=b$$\n\n$$c=d$$", []),
    ],
)  # fmt: skip
def test_condition_of_a_display(text, expected):
    assert conditions(text) == expected
