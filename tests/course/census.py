"""What a cell of code asks of a reader who never programmed: its syntax, and the names that it calls."""

import ast
import re

#: Syntax that has to be shown once, as a reader would call it.
SYNTAX = {
    ast.Import: "import",
    ast.ImportFrom: "import",
    ast.Assign: "=",
    ast.AugAssign: "+=",
    ast.FunctionDef: "def",
    ast.Return: "return",
    ast.Lambda: "lambda",
    ast.For: "for",
    ast.While: "while",
    ast.If: "if",
    ast.IfExp: "if",
    ast.Try: "try",
    ast.Raise: "raise",
    ast.With: "with",
    ast.List: "[ ]",
    ast.Tuple: "( , )",
    ast.Dict: "{ }",
    ast.Set: "{ }",
    ast.ListComp: "for in a list",
    ast.DictComp: "for in a list",
    ast.GeneratorExp: "for in a list",
    ast.Subscript: "x[ ]",
    ast.Slice: ":",
    ast.JoinedStr: 'f" "',
    ast.Starred: "*",
    ast.Add: "+",
    ast.Sub: "-",
    ast.USub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
    ast.Mod: "%",
    ast.MatMult: "@",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.Invert: "~",
    ast.Not: "not",
    ast.And: "and",
    ast.Or: "or",
    ast.In: "in",
    ast.NotIn: "in",
}
#: What pandas offers without brackets behind it; any other name behind a full stop is a column or a field.
PROPERTIES = {"loc", "iloc", "T", "index", "columns", "str", "values"}
# How a page shows syntax that has no word of its own.
_EXAMPLES = {
    "=": r"(?<![=<>!])=(?!=)",
    "[ ]": r"(?<!\w)\[",
    "x[ ]": r"\w\[|^\[\]$",
    "{ }": r"\{.*:",
    ":": r"\w:\w|^:$",
    "**": r"\*\*",
    "*": r"(?<!\*)\*(?!\*)",
    'f" "': r'\bf(?:"|$)',
    "<": r"[<>]",
    "==": r"[!=]=",
    "-": r"-",
    "for in a list": r"\[.* for .* in",
}
_SPANS = re.compile(r"(`+)(.+?)\1", re.DOTALL)


def asked(sources):
    """Return what cells ask of a reader: syntax by its name in `SYNTAX`, methods as ``.name``, functions as ``name()``.

    Functions that the cells define themselves are not asked of anybody. A column or field behind a full stop is
    ``x.name``, whatever its name.
    """
    found, own = set(), set()
    for tree in map(ast.parse, sources):
        methods = {node.func for node in ast.walk(tree) if isinstance(node, ast.Call)}
        methods |= {node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in PROPERTIES}
        own |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        for node in ast.walk(tree):
            if type(node) in SYNTAX:
                found.add(SYNTAX[type(node)])
            if isinstance(node, ast.Compare):
                found.add("==" if any(isinstance(op, (ast.Eq, ast.NotEq)) for op in node.ops) else "<")
            if isinstance(node, ast.Attribute):
                found.add(f".{node.attr}" if node in methods else "x.name")
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                found.add(f"{node.func.id}()")
    return {name for name in found if name.removesuffix("()") not in own}


def is_shown(name, text):
    """Return whether prose names in code font what `asked` found: ``.loc`` stands in ```` `x.loc[2016:2020]` ````."""
    spans = [span.strip() for _, span in _SPANS.findall(text)]
    if name in _EXAMPLES:
        return any(re.search(_EXAMPLES[name], span) for span in spans)
    bare = name.removesuffix("()")
    begin = "" if bare.startswith(".") else r"(?<!\w)"
    return any(re.search(rf"{begin}{re.escape(bare)}(?!\w)", span) for span in spans)
