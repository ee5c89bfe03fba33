"""The shapes of text that tell a body's role in a programme; `kg.facts.involvements` weighs them."""

from __future__ import annotations

import re

#: before a body: it is no agent of the verb behind it: 在X举行, 对X开展
AIM = re.compile(
    r"(?:在|对|向|给|为|到|赴|从|至|前往|走进|深入|覆盖|吸引|邀请|组织|要求|指导|帮助|来自|依托|借助|依靠)$"
)
HELPS = re.compile(r"(?:配合|协助|支持)$")
#: 配合有关部门全面推行“…”, 协助市政府有关部门开展“…”: who helps offices that have no name
HELPS_OFFICES = re.compile(r"(?:配合|协助)[^，。；、“”]{0,8}(?:部门|单位|方面)[^，。；“”]{0,16}$")
AND = re.compile(r"(?:、|和|与|及|以及|同|等)*$")
CALLED = re.compile(
    r"^(?:所)?(?:提出|发起|倡议|号召|发出|部署|组织|开展|主办|举办|启动|实施)(?:开展|举办)?的(?:\d{4}年度?)?(?:全[省市区县州])?$"
)
#: 转发X、Y《关于开展“…”的方案》
DRAFTED = re.compile(
    r"(?:的)?《关于(?:深入|进一步|广泛|在全[省市区县])?(?:开展|实施|推进)[^《》“”，。]{0,10}“?"
)
#: 总工会联合税务局开展: both ran it
WITH = re.compile(r"(?:联合|会同|携手|联手)[^，。；、\n]{0,6}$")
SUPPORT = re.compile(
    r"^(?:的)?(?:大力|积极|鼎力|精心)?(?:支持|配合|协助|帮助|资助|赞助)(?:和[\u4e00-\u9fff]{2,4})?下"
)
HOSTS = re.compile(
    r"^(?:等)?(?:[一二三四五六七八九十\d]*(?:家|个)?(?:单位|部门))?(?:共同|联合)?"
    r"(承办|承保|协办|支持|冠名|赞助|主办|举办|组织|牵头|发起)"
)
#: 由县总工会和县体育局联合开展: both ran it
BYLINE = re.compile(
    r"^(?:等)?(?:[一二三四五六七八九十两\d]*(?:家|个)?(?:单位|部门))?(?:联合|共同|携手)"
    r"(?:开展|举办|举行|发起|启动|组织|实施|推出|打造|设立|创办|推进|主办|开办|建立)"
)
#: “甲票”由市总与公交集团合作, 市总联手某行推出: a firm or a house with whom a service is offered is a partner
OFFERED = re.compile(r"^(?:等)?合作")
TEAMED = re.compile(r"^(?:等)?(?:共同)?(?:推出|发行|开发|定制|研发|开通)")
TEAMS_UP = re.compile(r"(?:联合|会同|携手|联手)$")
#: 与两家医院签订“甲病房”协议, 与某学院合作开设课程
DEALS = re.compile(r"^(?:等[^，。；、]{0,8})?(?:签订|签约|签署|达成|合作)")
WITH_WHOM = re.compile(r"(?:与|同|和)$")
#: where it is held: 决赛|在某学院|举行
VENUE = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,8})?(?:隆重|正式|成功|圆满)?(?:举行|举办|开幕|落幕|开赛|启动|收官|打响|落下帷幕|拉开|闭幕|开锣|鸣锣|上演)"
)
AT = re.compile(r"(?:在|于|走进)$")
#: X、Y等爱心企业共出资6万元
DONATES = re.compile(
    r"^(?:等)?[^，。；、\n]{0,12}?(?:共|各|分别|累计|先后|均|还)*(?:(?:出资|捐资|捐款|捐赠|捐助|认捐|赞助|资助)(?!项目|人)|捐(?=\d|了|出|来|献)|(?:补助|补贴|配套|拨付)\d)"
)
#: 资助困难学子53名: what unions do themselves; 投入30万元: money, no taking part
AIDS = re.compile(
    r"[^，。；、]{0,12}?资助(?:了)?(?:\d+余?多?[名人户个]|[^，。；、\d]{0,8}(?:学[子生]|职工|子女|家庭|大学生|考生))"
)
AIDING = re.compile(
    r"(?<![捐出])资助(?:了)?(?:\d+余?多?[名人户]|[^，。；、\d]{0,8}(?:学[子生]|职工|子女|家庭))"
)
PAID = re.compile(r"(?:专项)?(?:资金|经费)?(?:共|约|近|超过?|达)?\d")
#: 其余由爱心企业捐助：X8万元
SUM = re.compile(r"^\d[\d.]*余?多?[百千万]?元")
GIVING = re.compile(r"捐|出资|资助|赞助|爱心")
#: programmes that call on people: who is called on takes part
VISITS = re.compile(
    r"送|慰问|关爱|温暖|清凉|走访|助企|惠企|问诊|义诊|巡[诊讲]|宣讲|[进入](?:企|厂|车间|工地|站|园区|校园|班组)"
)
#: 来到某厂, 走访慰问了某院, also behind firms no rule knows: 走进甲齿轮、|乙厂
CALLS_ON = re.compile(r"(?:到|赴|来到|深入|走进|前往|走访|慰问|看望)(?:了)?(?:[^，。；、\n]{2,16}、){0,4}$")
#: 在某厂的车间里，…送上, 在某厂，…送去
IN_PLACE = re.compile(
    r"^(?!(?:正式|隆重)?(?:举行|举办|召开|启动|开幕|拉开))(?:的)?[^，。；、\n]{0,8}(?:车间|现场|工地|厂区|项目部|生产线|一线)?[^，。；、\n]{0,4}，[^。；\n]{0,60}(?:送|慰问|看望|义诊|体检|宣讲|讲解|授课|解答)"
)
#: 全县有5个乡镇在…中获奖: counted winners are others than who acts
WINNERS = re.compile(r"\d余?多?(?:个|家|名|支|位)[^，。；]{0,16}(?:在|获|荣获|被)")
#: 全省工会, 我市: whose union acts where no body is named
LEVEL = re.compile(r"(?:我([省市区县州盟旗])(?!总)|全([省市区县州盟旗])(?:各级)?工会)")
DRAWS = re.compile(r"(?:吸引|覆盖|惠及|来自|组织)(?:了|着)?$")
TAKES_PART = re.compile(
    r"^[^，。；\n]{0,24}?(?:参加|参与|发布岗位|进场|参赛|观看|观摩|响应|加入|报名|受益|进入|角逐|比拼|同台)"
)
GIVES = re.compile(r"(?:向|为|给)$")
GIFT = re.compile(r"^[^，。；\n]{0,6}(?:捐|注资|出资)")
GIVEN = re.compile(r"^[^，。；\n]{0,24}(?:送去|送上|送出|赠送|发放|捐赠|开展)")
JOINS = re.compile(r"(?:联合|会同|携手|联手)[^，。；、\n]{1,8}$")
SENDS = re.compile(r"(?:组织|邀请|聘请|抽调)[^，。；\n]{0,20}$")
STAFF = re.compile(r"^(?:等)?[^，。；\n]{0,6}(?:专家|医生|医护人员|医务人员|律师|教师|讲师|志愿者|技术人员)")
#: 区法院、某派出所的干警讲解交通安全; 某院抽调8名医护人员到场义诊: who lends staff
LENDS = re.compile(
    r"^(?:等[^，。；\n]{0,6})?(?:的\d+余?多?[名位][^，。；\n]{0,4}(?:医生|医护人员|律师|讲师|教师|志愿者|专家)|的(?:干警|民警|法官|检察官|医生|医护人员|律师|专家|讲师|教师|志愿者|工作人员)[^，。；\n]{0,8}?"
    r"(?:讲解|宣讲|讲授|授课|义诊|普法|解答|提供)|(?:派出|选派|抽调|组织)了?\d+余?多?[名位个][^，。；\n]{0,4}"
    r"(?:专家|医生|医护人员|医务人员|护士|律师|教师|讲师|志愿者|技术人员|技师|干警|民警))"
)
#: 吉林市总工会拨付专项资金10万元予以支持
FUNDS = re.compile(
    r"^(?:还|也|专门|专项)?(?:拨付|下拨|划拨|安排|配套|投入|拿出|出资|提供)[^，。；\n]{2,24}(?:予以|给予|用于)(?:大力|专项|资金)?(?:支持|补助|奖补|扶持)"
)
#: 依托某银行网点共建: whose premises are used
LEANS = re.compile(r"(?:依托|借助|利用|依靠|借力)$")
PREMISES = re.compile(
    r"^等[一二三四五六七八九十\d]+余?多?[所家个](?:院校|学校|高校|培训机构|基地|医院|医疗机构|机构)"
    r"|^(?:等)?(?:的|各|\d+[家个处])?[^，。；、\n]{0,6}(?:网点|场地|场所|门店|营业厅|站点|阵地|平台|资源|渠道|优势)"
)
#: 委托某基金会运营: who does the work for another
ENTRUSTED = re.compile(r"(?:委托|依托|聘请)$")
WORKS = re.compile(
    r"^(?:等[^，。；\n]{0,8})?(?:负责)?(?:开班|办班|开课|运营|承办|举办|开展|实施|管理|承担|提供|授课|培训)"
)
#: 区法院、区税务局等28家单位参赛, 某厂代表队获得冠军, 某公司选送的…获: who competes, authorities too
PRIZES = re.compile(
    r"参赛|选送|(?:获|夺|列|居)[^，。；\n]{0,16}(?:等?奖(?!状|章)|组织奖|[冠亚季]军|第[一二三四五六七八九十]+(?:名|位)?|前[三六八十])"
    r"|(?:等?奖|[冠亚季]军|第[一二三四五六]名|桂冠)[^，。；\n]{0,4}由[^，。；\n]{2,30}(?:获|夺|摘|捧|斩)"
)
#: unions of places and of what they are made of; that of a firm joins what others run
LOCAL_UNION = re.compile(r"(?:总工会|(?:街道|镇|乡|社区|园区|开发区|教育|卫生|局)工会|工会联合会)$")
#: what a union does for people: 开展…课堂, 为环卫工办理…, 给…送去, 各建一处; not 探索…做法, 作了交流
SERVES = re.compile(
    r"开展|举办|(?:为|给|向)[^，。；]{1,16}(?:送|办|发|提供|赠|查|检|购)|送[到去上来]|发放|办理|各建|各设|设立|请|组织|筹集|引导|牵头|慰问|走访|把[^，。；]{1,12}[搬开送办]"
)
#: 甲、乙、丙列团体前三: who competed
RANKED = re.compile(
    r"(?:获|夺|列|居|摘|捧)[^，。；\n]{0,16}(?:[一二三特]等奖|组织奖|风尚奖|优胜奖|[金银铜]奖|[冠亚季]军|第[一二三四五六七八九十]+(?:名|位)?|前[三六八十])"
)
AWARDING = re.compile(r"[向为给]参赛|颁|授予|宣读|为获奖")
#: 竞赛由X主办, 活动由…: a sentence on the thing the item is about
ABOUT = re.compile(
    r"(?:^|[，；])(?:据[^，]{1,6}，)?(?:本次|此次|这次|该|整个|全部)?[\u4e00-\u9fff]{0,8}?(?:由|系)"
)
#: 与某集团结对: whom it serves
PAIRED = re.compile(r"(?:与|和|同)")
PAIRS = re.compile(r"结对|结成|帮扶")
#: 其余8个交由某学院组成的小组跟进: what is left to others
LEFT_TO = re.compile(r"[^，。；\n]{0,12}(?:交|委托)?由")
#: honours of a body that have nothing to do with what it ran: 被省总工会评为“…先进单位”
NAMED_AS = re.compile(
    r"授予[^，。；“]{0,20}“[^“”]*”(?:荣誉)?(?:称号)?|被[^，。；]{0,16}(?:评为|授予|命名)|入选“|入选[^，。；]{0,20}名单"
)
WINS = re.compile(
    r"^(?:等[^，。；\n]{0,12})?(?:代表队|队)?(?:分别|双双|均|还|也|则|分)?(?:获|分获|荣获|被评|被授予|被命名|入选|夺得|摘得"
    r"|勇夺|夺走|捧[走回得]|斩获|拔得|问鼎|蝉联|包揽|摘[取下走]|[分位名]?列[^，。；]{0,8}(?:前|第|二|三)|[位名]?居[^，。；]{0,6}(?:前|第|首))"
)
#: what a supporter does: 承办单项赛事, 提供场地, 与8家律师事务所签订协议
GIFTS = re.compile(
    r"承办|承保|赠送|送来|负责|协办|提供(?![^，。；]{0,12}岗位)|捐|资助|赞助|出资|支持|选派|派出|冠名|事务所|注入|补贴|配套|免费|优惠|免收|减免|让利|垫付|坐诊|为[^，。；]{2,20}(?:体检|义诊|筛查|检查|授课|讲课|培训|咨询)|(?:解答|接受)[^，。；]{0,8}咨询|直播|设立?[^，。；]{0,8}(?:点|台|咨询处)|承担[^，。；]{0,10}(?:任务|工作|服务)|(?:主动|积极|全力|大力)配合"
    r"|派[^，。；]{0,8}(?:医生|律师|教师|专家|讲师|技师)|(?:义诊|讲课|授课)(?:\d|[一两二三四五六七八九十])"
)
COMPETES = re.compile(r"选手|参赛|夺|获")
DEAL = re.compile(r"签订|签约|签署|合作")
#: 在“送岗位”中，: the clause only says where the next one happens
WITHIN = re.compile(r"\s*(?:同时，?|此外，?)?在(?:开展|推进|实施)?")
WITHIN_END = re.compile(r"(?:活动|工作|行动|过程)?(?:中|方面|上|里)，")
BY = re.compile(r"(?:由|经)")
#: “四个一”, “三步走”: a count, not the name of what the item is about
CATCHWORD = re.compile(r"[一二三四五六七八九十两双\d][\u4e00-\u9fff]{1,3}(?:服务|工作法|举措)?$")
JOINED = re.compile(r"(?:有机)?(?:相)?结合")
TAKEN = re.compile(r"(?:把|将)$")
#: 遵化某厂选手谢忠兰 in a sentence about a contest
CONTESTANT = re.compile(
    r"^(?:[^，。；、\n]{0,4}(?:职工|选手|员工|代表队|参赛队|护士|技师|教师)[^，。；、\n]{0,4}[，、获夺等]"
    r"|的?[\u4e00-\u9fff]{2,3}(?:、[^，。；、\n]{4,20})?(?:分?获|荣获|夺得?)[^，。；\n]{0,16}"
    r"(?:等?奖(?!状|章)|[冠亚季]军|第[一二三四五六]))"
)
#: 到某公司检查“安康杯”竞赛开展情况: who is visited runs it
STATE = re.compile(r"(?:的)?(?:开展|落实|推进|创建|实施|进展)?情况")
INSPECTS = re.compile(r"检查|调研|督查|督导|考核|验收|了解|听取")
VISITED = re.compile(r"(?:到|赴|来到|深入|走进|前往|对)$")
HONOUR = re.compile(r"(?:获|荣获|获得|评为|荣膺|夺得|摘得)(?:了|得)?[^，。；]{0,10}$")
HONOURED = re.compile(
    r"^(?!等)[^，。；\n]{0,6}(?:优胜|先进|优秀|示范|[金银铜]奖|[一二三]等奖|冠军|亚军|季军|称号|第[一二三]名|中[^，。；]{0,4}获)"
)
#: 全市1260家企业、18.6万名职工|参加: who reports them ran it
COUNTED = re.compile(r"\d余?多?万?余?多?[家名人户个支][^，。；：]{0,16}$")
FOUNDED = re.compile(r"(?:创建|建立|设立|建成|新建|成立|建起)了?“?$")
#: 全市各级工会开展…: in the headline, so that all unions and firms named ran it
ALL_UNIONS = re.compile(r"(?:各级|各地|各基层|各[市区县]级?)工会[^，。]{0,8}(?:开展|推进|实施|启动|行动)")
#: before 参加: who rouses others, or brings them in counted numbers (组织8万人次的职工参加), runs it
ROUSES = re.compile(
    r"(?:动员|发动|引导|号召|吸引|鼓励|激励|倡导|推动|要求|带动|组织[^，。；]{0,2}\d[\d.]*余?多?万)[^，。；]{0,16}$"
)
VERB_ADVERB = re.compile(r"^[^，。；、的“”《》\n]{0,14}$")
#: an honour of its own, which says nothing of the item's programme: 某厂荣获省五一劳动奖状
HONOURS = re.compile(r"五一(?:劳动奖|巾帼)|劳动奖[状章]|工人先锋号|劳动模范|工作先进")
#: in a contest the same honour is won by taking part
CONTEST = re.compile(r"竞赛|大赛|比赛|比武|杯")
#: a word of the title in quotation marks
QUOTED = re.compile(r"“([^“”]{2,12})”")
#: before staff, also behind the programme: 邀请某院教师授课
INVITES = re.compile(r"(?:邀请|聘请|特邀)[^，。；\n]{0,12}$")
#: 联合县人社局举办，…
HELD = re.compile(r"^(?:等)?(?:共同|联合)?(?:举办|主办|举行|开展|组织|发起|启动)")
#: a body named only for its honour does not act in the next sentence
TITLES = re.compile(r"被评为|荣获|获评|被授予|被命名|荣膺|建成[^，。]{0,8}“|称号")
#: 得到某银行的大力支持
THANKED = re.compile(r"得到(?:了)?$")
BACKED = re.compile(r"^(?:等[^，。；\n]{0,8})?(?:的)?(?:大力|鼎力|全力|积极)?(?:支持|赞助|协助|资助)")
#: who only sent a leader to the meeting: 县工商联负责人参加会议
ATTENDS = re.compile(r"(?:负责人|领导|负责同志|同志)[^，。；\n]{0,6}(?:参加|出席|到会|列席|到场)")
#: bodies through which gifts pass
PASSES_ON = re.compile(r"(?:帮扶中心|服务中心|基金会|慈善会|红十字会)$")
#: rules that hold of bodies in sentences that do not name the programme
BESIDE = frozenset(
    (
        "involvement.donor",
        "involvement.staff",
        "involvement.backed",
        "involvement.lends",
        "involvement.funds",
        "involvement.entrusted",
    )
)


def gives(lead: str, rest: str) -> bool:
    """Does a body between `lead` and `rest` give money: X等企业共出资6万元, 爱心企业捐助：X8万元?"""
    return bool(DONATES.match(rest) or (SUM.match(rest) and GIVING.search(lead)))


def drawn(lead: str, rest: str) -> bool:
    """Is a body between `lead` and `rest` one that was reached: 吸引了X职工参加, 覆盖X?"""
    if re.search(r"(?:覆盖|惠及)了?$", lead):
        return True
    return bool(DRAWS.search(lead) and TAKES_PART.match(rest))


def apart(words: str, programme: str) -> bool:
    """Does a clause tell an honour that has nothing to do with the programme: 被省总工会命名为“…示范点”?"""
    if "命名" in words and NAMED_AS.search(words):
        return True
    if CONTEST.search(programme):
        return False
    return bool(HONOURS.search(words) or NAMED_AS.search(words))
