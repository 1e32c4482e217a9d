"""Questions that try a screen: short and long, with words that no line holds, in three scripts."""

from question_bank import ItemKind
from tests.question_bank.builders import a_blueprint, an_item

LONG = (
    "保安员在客户单位巡逻时发现有人正在盗窃财物并已被当场控制，下列处理方式中符合《保安服务管理条例》规定的是哪一项？"
)
LONG_CHOICES = (
    "立即报警，保护好现场，在公安机关到达之前防止嫌疑人离开，不得限制其人身自由以外的权利，并通知客户单位负责人到场",
    "自行对嫌疑人进行搜身、审问，查清其身份、住址和同伙之后再决定是否报警，必要时可以扣押其随身携带的全部财物",
    "要求嫌疑人当场赔偿客户单位的全部损失并写下书面保证，赔偿完毕之后即可让其离开，事后不必再作任何记录",
    "以上说法都不对",
)
UYGHUR = "قوغدىغۇچى خىزمەت جەريانىدا (12-بەت) قانداق قىلىشى كېرەك؟"
TIBETAN = "བདེ་འཇགས་སྲུང་སྐྱོབ་པས་གང་བྱེད་དགོས་སམ།"
MONGOLIAN = "ᠬᠠᠮᠠᠭᠠᠯᠠᠭᠴᠢ ᠶᠠᠭᠤ ᠬᠢᠬᠦ ᠬᠡᠷᠡᠭᠲᠡᠢ ᠪᠤᠢ᠂"
YI = "ꀉꂿꋍꑍꌠꅩꈬꆈꌠꁱꂷ"
MIXED = f"{UYGHUR} 第12页 {TIBETAN}"
UYGHUR_CHOICES = ("ساقچىغا خەۋەر قىلىش 110", "立即报警", "ཉེན་རྟོག་པར་བརྡ་གཏོང་།", "以上都对")

ITEMS = (
    an_item(1),
    an_item(2, stem=LONG, choices=LONG_CHOICES, keep_last=["D"]),
    an_item(3, stem=MIXED, choices=UYGHUR_CHOICES, keep_last=["D"]),
    an_item(4, choices=("Supercalifragilisticexpialidocious-" * 3, "一", "二", "三" * 80, "四")),
    an_item(5, ItemKind.MULTIPLE, topic="T3", stem=LONG, choices=LONG_CHOICES),
    an_item(6, ItemKind.TRUE_FALSE, topic="T3"),
)
PLAN = a_blueprint({"T2": {"single": 4}, "T3": {"multiple": 1, "true_false": 1}}, cut_score=3)

SCRIPTS = (
    an_item(1),
    an_item(2, stem=UYGHUR, choices=UYGHUR_CHOICES, keep_last=["D"]),
    an_item(3, stem=TIBETAN * 4, choices=(TIBETAN, UYGHUR_CHOICES[0], "ᠰᠠᠴᠢᠭᠤᠯᠬᠤ", "ꌋꆀꁱꂷ")),
    an_item(4, stem=MONGOLIAN * 2, choices=(MONGOLIAN, "立即报警", "报告队长", "以上都对")),
    an_item(5, stem=YI * 8, choices=(YI, "立即报警", "报告队长", "以上都对")),
    an_item(6, ItemKind.TRUE_FALSE, topic="T3"),
)
SCRIPTS_PLAN = a_blueprint({"T2": {"single": 5}, "T3": {"true_false": 1}}, cut_score=3)
