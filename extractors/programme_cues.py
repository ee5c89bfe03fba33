"""The shapes of text around programme names, compiled: what joins, ends, governs or refuses a name.

Patterns only, each with an example; the walk that uses them is `extractors.programme`, the words are data.
"""

from __future__ import annotations

import re

#: what ends a clause, and so what an unmarked name never crosses
EDGE = frozenset("，。；：！？\n《》〈〉“”—…●")
QUOTE = re.compile(r"“([^“”\n]{1,60})”")
#: between two quotations of one list: “送法进企业”、“送书进企业”; one plain member may stand between
JOIN = re.compile(
    r"(?:[^，。；：！？\n《》“”、]{0,6}、[^，。；：！？\n《》“”、]{1,8}|[^，。；：！？\n《》“”、]{1,6}(?=[、和与及暨]))?"
    r"(?:、|和|与|及|以及|暨|/|)(?:开展|组织|举办)?"
)
#: what shows that the head behind a quotation is not its own: 在“送温暖”期间举办的比赛
BREAK = re.compile(
    r"^中|的(?!征集|评选|评比|创建)|[在对了把被将向从至于为是由让使我你他这其并而以共已]|进行|举行|举办|开展|组织|实施|启动|推进|参加|参与|深入|通过|取得|作为"
    r"|会议|力度|称号|荣誉|精神|期间|命名|授予|获得"
)
#: behind a quotation that is only a theme: 以“安全第一”为主题的演讲比赛
THEME = re.compile(r"为(?:活动)?(主题|题|主要内容|主线|载体|内容|抓手|契机|目标|重点|核心|主要形式)(的?)")
#: behind 的 and a head: “安全第一”的竞赛主题 is no contest
ABOUT = re.compile(r"主题|口号|理念|氛围|思路|目标|方针|原则|要求|精神")
#: before a title of honour that was given: 荣获“模范职工之家”
HONOURED = re.compile(r"(?:获|获得|授予|评为|命名|赢得|摘得|夺得|表彰)(?:了|的|为)?[^，。；\n]{0,8}$")
#: a drive for a title: 争创“工人先锋号”
DRIVE = re.compile(r"(?:创建|争创|共创同建|同创共建|共创|创评)(?:全国|省级?|市级?|区级?|县级?)?$")
DRIVE_NAME = re.compile(
    r"(?:创建|争创|共创|创评)((?:[^，。；：！？\n《》“”、在为把将了活]){3,18}?)(?:等)?(?:创建)?(?:竞赛)?活动"
)
BARE = re.compile(r"(?:以|工会|全国|全省|全市|省级|国家级|系列|主题|品牌|活动|主题为|主题是)*")
#: quoted wordings of counted policy: “十二五”, “五位一体”
NUMBERED = re.compile(r"十?[一二三四五六七八九]五|[一二三四五六七八九多N\d]位一体|\d{1,2}[.·]\d{1,2}")
#: counted parts of one scheme: 建立“一个平台三支队伍”
COUNTS = re.compile(r"[一二两三四五六七八九十]个[^，。、]{1,4}[一二两三四五六七八九十][个支项大条张套]")
#: “有牌子、无活动”: a want, not a name; “世界海员日”: a day of the calendar
EMPTY = re.compile(r"(?:世界|国际).{1,8}[日周]$|有.{1,4}[、，]?[无没]")
ORDINAL = re.compile(r"首届|第[一二三四五六七八九十百零〇\d]{1,4}届|[一二三四五六七八九十]{1,3}届")
#: the edition before a quotation, with a scope between them: 首届全国“…”
EDITION = re.compile(rf"(?:{ORDINAL.pattern})(?:全国|全省|全市|全区|全县)?$")
#: what stands before an unmarked name without belonging to it: 一系列, 全市, 12场
LEAD = re.compile(
    r"(?:工会(?=送|金秋|\d{4}年)|\d{1,2}[.、．](?!\d)|(?:[年月]底|年内|[年月]底以)前|了|着|过|好|的|以|在|和(?!谐|平|美)|与|及|等|起|起了|(?:全市|全区|全县|全省)(?![\u4e00-\u9fff]{2,4}系统)|全镇|我市|我区|我县|本市|我省|市级|区级|县级|一系列|各类|各种|各项|各级"
    r"|一批|一场|一次|一项|多项|多种|多场|这一|这项|此项|此次|本次|该|本|专项|(?:近|约|超|逾)?\d+(?:余|多)?(?:场|次|项|个|期)次?"
    r"|[一二三四五六七八九十两几数百多]{1,3}(?:场|次|项|个|期)|\d{4}年度?|今年|去年|当前|年度|(?:元旦|春节|中秋|国庆|五一|两节|节日|暑期|高温|夏季|冬季)*期间)"
)
#: words of grammar inside a would-be name: what stands after the last of them is the name
GRAMMAR = re.compile(
    r"的|了|在|对(?!抗|口|标|接|话)|把|被|将|向(?!上)|于|为|使|让|是|并|而|已|也|还|获得|荣获|获|授予|评为|召开|成为|出席|观看"
    r"|要(?!约)|就(?!业)|其|该|以(?!人|上|下|赛|案|岗)"
)
#: adverbs and the like that show that 组织 or 建设 behind them is a verb, not part of a name
BEFORE_VERB = re.compile(
    r"(?:大力|充分|积极|深入|进一步|全面|不断|着力|扎实|广泛|认真|切实|要|将|并|来|去|(?<!工)会|共同|联合|先后|继续|精心|分别|还|也|都|拟|持续|加快"
    r"|努力|主动|组织|和|为|、|了|加大|协助|统筹|有序|稳步|有效|推动|坚持|强力|全力|重点|首次|率先|[\u4e00-\u9fff]总)$"
)
PLAN = re.compile(
    r"《(?!关于)([^《》“”\n]{4,36}?[一二三四五六七八九十\d]年(?:行动计划|计划|规划|行动(?=方案|》)))"
)
#: 《工会法》、《劳动法》宣传周活动, 《安全生产法》知识竞赛: a law and what is held on it
ON_LAW = re.compile(
    r"(?:《[^《》\n]{2,16}》[、和与]?){1,3}(?:知识|宣传|学习)(?:竞赛|竞答|答题|抢答赛|月|周|日)(?:活动)?"
)
#: the points of a list of projects: 3. 职工夜校。…; what is listed is said before: “十件实事”, 项目清单
POINTS = re.compile(
    r"(?:^|\n)[ 　]*(?:\d{1,2}[.、．]|（[一二三四五六七八九十\d]{1,3}）)[ 　]*"
    r"([^，。；：！？\n]{4,18})[。：\n]"
)
PROJECTS = re.compile(
    r"(?:[十\d]+|[一二三四五六七八九]十?)(?:件|大|项)(?:民生)?(?:实事|项目|工程|行动)|实事项目|项目清单"
)
#: what is done to a project in the list: 户外劳动者驿站|提升
DONE = re.compile(r"(?<=[\u4e00-\u9fff”]{4})(?:提升|提质|扩面|推进|升级|推广|延伸|拓展)$")
#: 送法进企业, 廉洁文化进校园: with a head behind, a name whatever stands before
ENTERS = re.compile(
    r"(?:进|走进|下|入|到)(?:企业|社区|校园|基层|车间|工地|机关|农村|乡村|家庭|一线|园区|楼宇|班组|万家|企|军营|商圈|乡镇)$"
)
#: 工作 is a head only where nothing of this follows: “两个普遍”工作会议
NO_WORK = re.compile("会|法|站|者|室|中心|要求|方案|计划|经验|报告|部署|思路|目标|培训|推进")
LISTED = re.compile(r"等(?:一?系列)?(?:[\u4e00-\u9fff]{0,8})(?:活动|品牌|项目|工程|行动|竞赛|比赛)|系列活动")
#: words that no unmarked name holds: 电梯维修技术等职业技能竞赛 is a list, 吸引职工参与创新活动 a clause
NOT_INSIDE = re.compile(
    r"到\d{4}年|等|担任|吸引|参与|参加|应对|情况|不|我们|你|他们|如何|怎|便于|用于|属于"
    r"|负责|进行|(?<!建)设(?!计|备|施|立|岗|身)"
)
#: 四项制度, 三大行动: a count of programmes, none itself
COUNTED = re.compile(r"(?:[一二三四五六七八九十两几多各\d]|系列)(?:项|个|种|类|大|套|级|层)?$")
#: before 工程: what is built, no programme (体育馆扩建工程, 二期工程)
WORKS = re.compile(
    r"(?:[改扩新迁翻]建|改造|续建|[一二三四五\d]期|[大铁天]桥|桥梁|公路|高速|铁路|地铁|轨道|隧道|机场|航站楼?|大厦|大楼|水利|水库|电站|泵站|管网|河道"
    r"|安装|装饰|装修|路面|防水|基坑|主体|土石方|港口|码头|厂房|车间|住宅|安置房?|房建|迁建|道路|市政|供水|供电|供热)$"
)
#: “王某创新工作室” is an institution
STUDIO = re.compile(r"(?:创新|大师|名师|劳模|工匠|专家)工作室$")
#: before a facility set up: 各建一间“职工书屋”
MEASURED = re.compile(r"[间个家所座处批]$")
#: verbs after which a long compound with a weak head names what was built: 建立…信息共享制度
BUILDS = frozenset(("建立", "建立了", "建立健全", "构建", "推行", "实行", "健全", "完善"))
#: no name holds a count of things before its head: “当好主力军”立功竞赛项目12个
COUNT_INSIDE = re.compile(r"\d(?:个|件|项|家|名|场|种)")
#: 前三届, 历届: editions counted, none named
EDITIONS = re.compile(r"[前历往上本每各]\w{0,3}届|^[一二三四五六七八九十两几]{1,3}届$")
#: a count of bodies or people before a would-be name: 9家比武示范点, 5名联盟代表
OF_COUNT = re.compile(r"(?:近|约|超)?\d+余?多?[名家位支所间个](?!一)")
#: behind a head: what is held and opens the sentence is a name: 全县职工厨艺大赛5月6日在某校举行
HAPPENS = re.compile(
    r"(?:暨|，始于|的?(?:总)?(?:决赛|复赛|预赛|动员大会|启动仪式|启动会|启动大会|开幕式|闭幕式|颁奖仪式|表彰大会|动员会|推进会)"
    r"|(?:日前|近日|昨[天日]|今[天日]|[上下]午|\d{1,2}月|\d{1,2}日|，)*(?:(?:在|于)[^，。；\n]{2,24})?"
    r"(?:正式|圆满|隆重|顺利|火热|成功|全面|同步|今[天日]|如期|精彩|盛大|也)*"
    r"(?:启动|开幕|举行|举办|开赛|开班|闭幕|落幕|收官|拉开|鸣锣|打响|揭幕|启幕|开启|开锣|落下帷幕))"
)
#: heads of contests, which a place or a year makes a name of: 某县2009年班组安全竞赛
CONTEST = re.compile(r"(?:竞赛|大赛|比赛|比武|练兵|运动会|文化节|艺术节)(?:活动)?$")
#: 在全省职工象棋比赛中获金奖, 摘得全市插秧大赛冠军
WON = re.compile(
    r"(?:中[^，。；\n“]{0,16}?(?:获|夺|摘|取得|捧)|(?:团体|个人|集体|男子|女子|组)*(?:总分)?(?:[一二三特]等奖|[金银铜]奖|冠军|亚军|季军|第[一二三]名|优秀组织奖|最佳组织奖|优胜奖))"
)
#: “某某”入选全国优秀案例: a brand without a head
CHOSEN = re.compile(
    r"(?:成功)?(?:入选|获评|被评为|被列为)[^，。；\n]{0,20}(?:案例|品牌|项目|年鉴》|活动|成果)"
)
#: “驿站+食堂+药箱”: what is put together
PLUS = re.compile(r"[^，。]{2,8}(?:[+＋][^，。+＋]{2,8}){1,5}")
#: “工会贷”, “安居险”: products of help
PRODUCT = re.compile(r"[\u4e00-\u9fff]{2,6}(?:贷|险|保|码)")
#: the plan of a scheme is named after it: 《某市实施职工书香工程五年规划》 → 职工书香工程
SCHEME = re.compile(
    r"(?:推进|实施|开展|加强|深化)((?:(?!推进|实施|开展|加强|深化)[\u4e00-\u9fff]){2,10}?工程)[一二三四五六七八九十]年规划$"
)
#: a plan of years without marks: 实施|职工素质提升、岗位建功行动五年计划; of a 工程 the scheme is the name
YEARS = re.compile(
    r"(?:实施|推进|推行|推动|启动|落实|开展|完成)了?((?!全[市区县省国]|我|国民|经济|“)"
    r"(?:(?!实施|推进|推行|推动|启动|落实|开展|完成|工程|方案|的|了|和国|20)[\u4e00-\u9fff、]){4,20}?"
    r"[二三四五六七八九十]年(?:行动计划|计划|规划|行动))(?![期间的度任方])"
)
_ILL = "重大疾病|大病|特[殊种](?:疾病|重病)|住院医疗|住院津贴|意外伤害"
#: “六五”普法, 送电影下基层, 送戏下乡, 在职职工重大疾病互助保障, 职工大病互助补充保障; not 送法律文书, 互助金
PATTERN = re.compile(
    r"(?:“[三四五六七八九]五”|[三四五六七八九]五)普法"
    r"|送(?:电影|戏曲?|文化|文艺|演出|法律?|图?书|春联|健康|医|科技|技术|技能|岗位|政策|安全|知识)[下进]"
    r"(?:基层|一线|企业|工地|车间|班组|社区|乡村|乡|农村|校园|机关|园区|军营|商圈|楼宇|厂)"
    r"|(?:庆祝|纪念|迎接)[^，。；“”\n]{2,20}?[\d一二三四五六七八九十百]+周年(?:系列|主题|文体)*活动"
    rf"|(?:在职)?(?:女?职工|会员)?(?:{_ILL})互助(?:补充)?(?:医疗)?(?:保障|互济|保险)(?![金费款品员卡单])"
)
#: what shows that a network is a built one: 以…帮扶中心为骨干的|工会帮扶网络, 覆盖城乡的|…
SHAPED = re.compile(
    r"(?:为(?:骨干|支撑|依托|主体|基础|补充|龙头|纽带|平台|核心)|(?:覆盖|延伸|辐射)[^，。；]{2,12})的$"
)
#: 秋送助学, 夏送清凉
SEASON = re.compile(r"[春夏秋冬]季?$")
#: behind a known name that a title of honour or a list of the honoured holds: “职工书屋建设|先进单位”
OF_HONOUR = re.compile(r"(?:建设|工作|创建)?(?:先进(?:单位|集体|个人)|优秀(?:单位|集体|个人)|标兵|名单)")
#: 、 between feasts joins them: 中秋、国庆慰问活动 is one name
FEASTS = re.compile(r"(?:元旦|中秋|五一|七一|端午)(?:节)?$")
#: what a quotation is called right before it: 普惠产品“安居贷”, 服务品牌“暖蜂行动”
CALLED = re.compile(r"(?:产品|品牌|品牌活动|品牌项目|普惠项目|服务项目|特色项目)$")
#: 建功“十五五”某某劳动竞赛: a verb of zeal before the quoted plan makes it part of the name
ZEAL = re.compile(r"(?:建功|奋进|决战|决胜|聚力|助力|奋斗)$")
#: what may stand between a name and the head of a part of it: 第三届职工运动会拔河比赛
PART = re.compile(r"[\u4e00-\u9fff]{2,6}")
#: 各类, 各种 before a list: kinds of work
EVERY = re.compile(r"各类|各种|多种|多项")
#: verbs whose object may open with a verb: 开展建设职工之家活动
HOLDS = frozenset(("开展", "组织开展", "举办", "举行", "启动"))
#: behind a quotation in a list: a word of its own, so that the head of the last is not its head
ALONE = re.compile(r"(?!等|以及|及|和|与|暨|或|、|/|“)[\u4e00-\u9fff]{2}")
#: before the number of an edition: the feast it is held for
JUBILEE = re.compile(r"[^，。]{0,16}周年(?=首届|第[一二三四五六七八九十\d]{1,3}届)")
#: 召开…劳动竞赛推进会: the meeting about a contest names it
OCCASION = re.compile(r"(?:动员|启动|推进|表彰|总结|部署|现场|颁奖)[^，。；\n]{0,4}(?:大会|会议|会|仪式)")
MEETS = frozenset(("召开", "举行", "举办"))
#: a programme in the title of its plan: 《关于开展“助学行动”的方案》
TITLED = re.compile(r"(?:开展|实施|推进|启动)[^《》“”，。]{0,8}$")
#: what stands before a scheme of workshops, not the name of whom one is called after
UNOWNED = re.compile(r"[^\u4e00-\u9fff]|[批级展进动化对以的州市县区省全建立设选]")
#: a known name inside a title of honour: “最美工会驿站”, “市级职工书屋”
IN_HONOUR = re.compile(
    r"“(?:最美|优秀|示范|先进|模范|[^“”，。]{0,4}级|第[^“”，。]{1,3}批)[^“”，。]{0,8}$"
    r"|(?:评为|获评|评选为|命名为|入选|荣获|获)(?:了|为)?[^“”，。；]{0,3}(?:最美|优秀|示范|先进|模范|十佳|星级)[^“”，。]{0,4}$"
)
#: one such thing, told by what it has: 一个藏书5000册的|职工书屋, 一处20平方米的|爱心驿站
ONE_WITH = re.compile(r"[一座两][个间处座所家][^，。；“”]{0,16}\d[^，。；“”]{0,6}的$")
#: “三步走”, “四个一”: counted policy, no name
CATCHWORD = re.compile(r"[一二三四五六七八九十两双多\d]{1,2}[\u4e00-\u9fff]{1,2}$")
#: behind 百万职工大竞赛: the rest of a row of the like, with the head of all: 、大献计、大培训活动
PARALLEL = re.compile(
    r"(?:(?:、|和|与)[\u4e00-\u9fff]{0,4}大[\u4e00-\u9fff]{2}(?!会|学|厦|楼|队)){1,5}(?:等)?(?:系列|主题)?(?:活动|行动|竞赛)?"
)
#: verbs by which a body founds what it then speaks of by name
COUNTED_NEXT = re.compile(r"(?:共|近|约|达)?[\d一二两三四五六七八九十百]+余?多?[个家处所间座支]")
FOUNDS = r"(?:成立|打造|建立|设立|组建|创建|推出|建设|建成|开设|搭建|创办|开展|启动)"
#: what is held once, and so may be called by general words
HELD_EVENT = re.compile(
    r"(?:[文艺术化体育读书阅技能健身]{2}节|运动会|知识竞赛|演讲比赛|朗诵比赛|书画展|摄影展|作品展|文艺汇演|歌咏比赛|歌咏会)$"
)
#: 办好|职工艺术节: the one of a place
FEAST = re.compile(r"(?:艺术|文化|体育|健身|读书|阅读|技能|科技)节|运动会$")
#: the level that holds it: 全市|职工文艺汇演
LEVEL = re.compile(r"全[省市区县州盟旗]$")
#: two bodies build a mechanism together
TOGETHER = re.compile(
    r"(?:与|联合|会同|携手|联手)[^，。；“”]{2,30}(?:建立|构建|健全|完善|推行|实行)(?:健全)?了?$"
)
#: rules by which a name is read that the text may go on with as it stands
BRANDS = frozenset(
    ("programme.point", "programme.quote-frame", "programme.quote-brand", "programme.quote-title")
)
#: 联合下发《关于建立|劳动争议多元化解机制|的意见》, 印发《关于实施|职工安居行动|的方案》
AGREED = re.compile(
    r"(?:下发|印发|出台|制定|制订|签署|签订|发布)了?《关于(?:在[^《》，]{2,8})?(?:建立健全|建立|构建|健全|推行|实行|实施|开展|启动)"
    r"([^《》“”，、的]{6,16}(?:机制|行动|工程|活动))的[^《》]{0,6}(?:意见|方案|通知|协议|办法)》"
)
_ROOM = r"[^，。；、\d“”]{1,6}(?:学校|[房室馆吧场厅屋角]|中心)"
#: rooms beside a name that may be one: 职工书屋|、健身房, 农民工学校、|职工夜校; not 职工书屋、劳模精神
ROOM_AFTER = re.compile(rf"(?:、|和){_ROOM}(?=[、，。；和等建办])")
ROOM_BEFORE = re.compile(rf"{_ROOM}、$")
