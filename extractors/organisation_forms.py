"""Patterns and small word sets of the grammar of organisation names, each with what it is for.

No text comes in here: `extractors.organisation_grammar` matches them against a reading text.
"""

from __future__ import annotations

import re

from extractors.organisation_words import LEVELS

LEVEL = re.compile(
    "(?:市级|省级|区级|县级|市直|省直|区直|县直|市属|省属|"
    + "|".join(sorted(LEVELS, key=len, reverse=True))
    + ")"
)
ZONES = frozenset({"zone", "township"})
SMALL = frozenset({"镇", "乡", "街道", "园区", "开发区", "高新区", "经开区", "新区"})
#: may stand before a place and belongs to the name: 中共|常熟市|委, 民盟|苏州市|委
PARTIES = re.compile(r"(?:中国共产党|中共|共青团|政协|民革|民盟|民建|民进|农工党|致公党|台盟|九三学社)$")
#: joins the members of a list: 市总工会、教育局和团委
LINK = re.compile(r"(?:、|和|与|及|以及|暨|／|/|，?会同|，?联合|同)$")
#: after the union of a named house only these make it another word; 组织 is a verb there: 供电公司工会组织…
NOT_ITS_UNION = re.compile(r"法|小组|会员|干部|工作者|积极分子|组织建设")
#: an unknown town, zone or house before a head that asks for a place: 天府新区|总工会, 三一重工集团|工会
NAMED = re.compile(
    r"(?:(?![为任由与])[一-鿿A-Za-z]){2,10}(?:[一二三四五六七八九〇○零]团|总场|旅游区|风景区|景区|产业园|工业园|物流园|科技园|新区|开发区|高新区|经开区|园区|保税区|度假区|示范区|管理区|林区|矿区|行委|镇|乡|街道|社区|村|农场|林场|兵团|师|"
    r"集团|公司|总厂|厂|矿|煤矿|油田|局|银行|支行|分行|大学|学院|中学|小学|学校|医院|研究院|研究所|设计院|电厂|钢铁|石化|电力|铁路|港|站|(?:机务|车务|工务|电务|供电|车辆|客运|货运|通信)段|所|处)$"
)
#: a level between place and head names a class: 吴江市|镇（区）级|服务站
CLASS_LEVEL = re.compile(r"[镇区县市乡村道）]级(?!机关)|^级|所属|下属|直属(?!机关)|[镇区乡]（")
#: 全国机冶系统|先进|工会 is an honour
HONOURED = re.compile(r"先进|优秀|模范|示范|达标|标杆|星级|红旗|十佳|最佳")
#: a union of a trade may stand without its place: 市总工会、|金融工会; ，|直属机关工会|主席
UNION = "工会"
ALONE = "，。、；：\n（和与由在向对给为了"
#: 川、陕、甘三省: several places share one head
TOWN = re.compile(r"[一-鿿]{1,4}(?:镇|乡|街道|社区|村|园区|开发区)")
#: a district that is in no list: 文昌湖区|总工会
UNLISTED = re.compile(r"(?:(?![为任与和在由对两二三四五六七八九])[一-鿿]){3,5}[区县市]")
#: zones that call themselves by their class alone: 示范区|工会
BARE_ZONES = frozenset(
    {"示范区", "管理区", "度假区", "保税区", "保税港区", "风景区", "景区", "矿区", "林区", "新城"}
)
#: 移动|汕尾分公司, 联通|…: what stands before the place of a branch
GIANT = re.compile(
    r"(?:中国)?(?:移动|联通|电信|铁塔|邮政|人寿|人保|太保|平安|石油|石化|烟草|广电|华能|大唐|国电|华电)$"
)
#: ABB|厦门|工业中心
LATIN = re.compile(r"[A-Za-z&]{2,12}$")
SEVERAL = re.compile(r"[两二三四五六七八九十]+(?:省|市|区|县|州|地|镇|家)")
#: posts of one person join bodies of one place: 区委副书记、|纪委书记
POSTS = re.compile(
    r"[一-鿿]{0,8}(?:书记|主席|主任|常委|市长|区长|县长|局长|部长|委员|院长|检察长|会长|成员)、$"
)
#: 党委书记甲、总经理乙、|工会主席丙
OTHER_POSTS = re.compile(
    r"(?:党委|党总支|党支部)?(?:副?书记|董事长|副?总经理|总裁|厂长|矿长|校长|院长|行长|副?局长|局党委|[一-鿿])[一-鿿、兼]*[、兼]"
)
UNION_POST = re.compile(r"(?:副?主席|委员)")
#: 成立了|…领导小组: a body may be named without a place where it is founded
FOUNDED = re.compile(r"(?:成立|组建|设立|建立|组成|调整)了?(?:以[^，。]{2,20}为组长的)?$")
HONOUR = re.compile(r"被(?:评|授|命名|认定|表彰)|荣获|喜获|获评|获得|获[“《全省市]|捧得|夺得|摘得|斩获")
HOUSES_OF_GUESTS = frozenset({"酒店", "宾馆", "超市", "公司", "厂"})
#: heads that may stand alone in a list or before a post: 市政协副主席、总工会主席
BARE = {
    "总工会": "，。、\n和与由在向，（",
    "协调劳动关系三方": "，。、\n和与由在向合同取托开",  # 争取|协调劳动关系三方, 召开|协调劳动关系三方会议
    "协调劳动关系三方机制": "，。、\n和与由在向合同取托开",
    "协调劳动关系三方会议": "，。、\n和与由在向合同取托开",
    "劳模协会": "，。、\n和与由向开",  # 召开|劳模协会第二次代表大会
    "劳动模范协会": "，。、\n和与由向开",
}
MEMBER_CLASSES = frozenset({"gov", "gtop", "assoc", "party", "joint", "dept", "utop", "inst"})
#: “|金点子银行”, "|爱心超市"
QUOTED = re.compile('[“"]')
#: 浮选厂|高级工程师茶某某, 黄磷厂|电炉车间
ITS_PEOPLE = re.compile(
    r"(?:的)?(?:(?:高级|助理|主任|总|副总)?(?:工程师|技师|经济师|会计师)|技术员|技工|焊工|电工|钳工|车工|厂长|副厂长|矿长|副矿长|站长|段长|场长|董事长|总经理|"
    r"党委|党支部|党总支|团委|工会主席|女工委|代表队|参赛队|选手|[一-鿿]{2,4}(?:车间|工段|班组|采区|工区)(?![里内主]))"
)
#: names that say whose they are, so that a bare part behind them is of the same house
OF_HOUSE = frozenset(
    {
        "organisation.own-house",
        "organisation.joined",
        "organisation.house",
        "organisation.house-part",
        "organisation.house-post",
    }
)
#: the last words of a department: 安全环保部, 质检中心
PART_ENDS = ("部", "处", "科", "室", "办", "中心")
#: committees that every house may have: 厂工会、|团委
HOUSE_BODIES = frozenset(
    {
        "团委",
        "团总支",
        "团支部",
        "党委",
        "党总支",
        "党支部",
        "纪委",
        "科协",
        "武装部",
        "行政",
        "妇委会",
        "计生办",
        "关工委",
        "职代会",
    }
)
#: what a part of a house does or who is named by it: 质检中心|承办, 安全环保部|部长
PART_ACTS = re.compile(
    r"[、和与]|(?:部长|处长|科长|主任|副部长|副处长|副科长|副主任|委员|主席|负责人|主办|承办|协办|牵头|联合|组织|举办|开展|统计|下发|印发|制定|会同|配合)"
)
#: 青山、潇湘|两个街道工会; 双丰、铁力|三个林业局工会; 安宁、晋宁|两个分公司: what the members of a list share
SHARED_LAST = re.compile(
    r"(?:等)?[两二三四五六七八九十\d]{1,2}(?:个|家|所|大)?"
    r"(?P<last>(?:街道|镇|乡|乡镇|社区|村|园区|开发区|林业局|管理局|农场|林场|分公司|公司|煤矿|矿区|矿|总厂|分厂|厂|分局|支行|医院|学校|小学|中学|站段|段|车间)"
    r"(?:总工会|工会联合会|联合工会|工会)|(?:分公司|子公司|煤矿|矿|分厂|林业局|农场|林场|支行|医院|学校|小学|中学)(?![一-鿿]{0,2}工会|长|区|工|业))"
)
#: a member of such a list
SHARER = re.compile(r"[一-鿿]{2,5}")
#: a union's own committees, named alone before a post: 吴某某当选|经审会|主任
UNION_PARTS = frozenset(
    {"经审会", "经审委", "经费审查委员会", "女职工委员会", "女工委员会", "女职委", "女工委", "经审委员会"}
)
#: 县一小、桃花小学、师范附小|三校工会; 紫蓬镇、官亭镇|两家总工会: a union each
SHARED_TAIL = re.compile(
    r"(?:等)?[两二三四五六七八九十\d]{1,2}(?:个|家|所)?(?:校|院|厂|矿|镇|乡|街道|街|村|社区|县区|区县|县|公司|企业|单位|银行|学校|医院)?(?P<last>总工会|工会联合会|工会)"
    r"(?![一-鿿]{0,2}(?:干部|会员|组织|主席团))"
)
#: no own words of a house: 驻区企业和学校|医院的职工
GENERIC = frozenset({"学校", "医院", "企业", "机关", "工厂", "公司", "银行", "酒店", "社区", "单位", "商场"})
