"""A quotation and the words around it in, whether the sentence names a thing that a body runs out.

Brands have no head: “莆工惠”, “技术存折”, “流动调解车”. What makes names of them is the sentence: somebody
founds the thing (推出“甲卡”), it is the subject of what befalls only such things (“甲卡”自5月起发行), it is
carried somewhere (把“甲车”开进园区), or a list of projects has it as one of its points.
Patterns and pure functions; `extractors.programme_quotes` asks them where no head tells.
"""

from __future__ import annotations

import re

#: verbs of bringing a thing about that take no figure of speech: 推出, 办起, but not 打造, 形成, 树立
_FOUNDS = (
    r"(?:推出|开办|开设|设立|创办|兴办|办起|建起|建成|建了|办了|搞起|设了|发行|首创|创设|创立|派生出|开通|上线|铺开|试行|推行|挂出|支起|摆出"
    r"|开播|合办|联办|合搞|共建|启用|投用|引进|新建|新设|增设|改建|筹建|再建|再设|各建|各设|发起|启动|组织了|成立)"
)
_MEASURE = r"(?:[一二两三四五六七八九十几数\d]+余?多?|各|首)?[批间个所家项条座款辆本张支部台档期]"
#: 推出|“甲卡”, 各建一所|“甲书屋”, 再设一个|“甲”, 建起女职工|“甲小屋”
_FOUNDED = re.compile(
    rf"{_FOUNDS}(?:了|起|出)?(?:{_MEASURE})?(?:名为|叫做|叫|以)?"
    r"(?:职工|工会|会员|女职工|农民工|困难职工|普惠|服务|公益|特色|品牌|项目|产品|活动|专属|系列|全[省市区县]|首[个家批款]){0,3}$"
)
#: who made it stands before it: 市总与某银行联合发行的服务卡——|“甲卡”, 推出授信3亿元的|“甲贷”
_MADE = re.compile(
    r"(?:推出|发行|合作|合搞|合办|联办|主办|举办|创办|开办|开设|发起|开发|打造|首创|设立|共建|开展|实施|启动|搭建|筹建|研发|定制)"
    r"(?:了|的|[^，。；：“”\n]{2,14}的)[^，。；：“”、\n]{0,10}(?:——|：|，)?$"
)
#: before the name of what was founded under it: 合起来叫|“甲金”, 取名|“甲屋”
_CALLED = re.compile(
    r"(?:合起来叫|起名叫?|取名叫?|名叫|名为|叫做|叫作|叫它|称之为|定名为?|命名它为|取名为|起名为)$"
)
#: 把|“甲车”|开进园区, 将|“甲课”|送到车间
_CARRIES = re.compile(r"(?:把|将|让)$")
_CARRIED = re.compile(r"(?:开[进到上]|驶[进入]|推广|增加到|增至|扩[大展])")
#: what is put into it: 把绝活搬上|“甲课”, 把小改小革记入|“甲存折”
_INTO = re.compile(r"(?:搬[上进到]|记[入进到]|存[入进]|纳入|写[入进]|登上|用上)$")
_DOERS = r"[^，。；：“”\n]{2,40}?"
#: what befalls only things that are run: “甲惠”|是市总推出的服务卡, “甲日”|定在15日
_BEFALLS = re.compile(
    rf"(?:是(?:由)?{_DOERS}(?:推出|发起|打造|创办|设立|开展|实施|发行|开办|建立|启动|创建|开设|组织|举办|共建)"
    rf"|由{_DOERS}(?:合作|主办|承办|发起|牵头|联合|组织|运营|共同|出资|推出|实施|设立|打造|开发)"
    r"|(?:自|从|于)[^，。；“”\n]{0,16}(?:启动|开展|实施|推出|开通|上线|运行|创办|开办|发放|发行|试行|推行|成立|启用|先行)"
    r"|(?:启动|上线|开通|推出|开办|首发|运行|试运行|实施|推行|试行|开展|举办|成立|设立|启用|投用|挂牌|发放|发行)"
    r"(?:[一二三四五六七八九十半两近\d]+[年个月天周]|以来|后|仪式|现场|首|于|自|至今|多年)"
    r"|(?:定在|定于|设在|开在|落户|亮相|上线|开通|启用|首[发航场期站秀班]|开进|驶进|驶入|开到|走进|惠及|覆盖全|授信|接单|出车|开课|开班|开讲|开播|开营|开业)"
    r"|已?累计(?:服务|惠及|覆盖|吸引|举办|开展|接待|发放|办理|走进|帮助|受理|开课|授信|培训)"
    r"|每[月周季年逢晚][^，。；\n]{0,12}(?:开|办|设|举|发|推|派|出|定)"
    r"|里(?:装|存|备|摆))"
)
#: where a clause begins; a name there that something befalls is its subject
_OPENS = re.compile(r"(?:^|[。；！？\n：，”]|[\s●■◆▲★◇])(?:[^，。；：“”\n]{0,12}的)?$")
#: behind the name: a deal on it, money given for it: “甲病房”|协议, “甲一日捐”|款项
_DEALT = re.compile(r"(?:协议|款项|专款|专项(?!行动|检查|整治)|账户|专户|专窗|站点|热线)")
#: products of help and the like, told by their last word: 会员贷, 工惠卡, 互助金, 一日捐, 技术存折, 普惠码
_PRODUCT = re.compile(
    r"(?=[^，。、]{3,10}$)(?!银行|信用|身份|购物|健康码)[\u4e00-\u9fff·]{1,8}(?:贷|险|卡|一日捐|互助金|帮扶金|储金会|存折|微课|云课|一码通|一卡通)"
)
#: the months, weeks, days of something: 再就业援助月, 民企招聘周, 家庭日; no days of the calendar
_SEASON = re.compile(
    r"(?!.*(?:[一二三四五六七八九十\d]$|世界|国际|全国|生日|星期|工作日|休息日|节假日|纪念日|交易日|双休日|假日|毕业季|黄金周|下半年|[上下本]个?[月周]$))"
    r"[\u4e00-\u9fff·、]{2,12}[月周日季]"
)
#: one point of a list of projects: 8. “甲乙”。
_POINT = re.compile(
    r"(?:^|\n)[ 　]*(?:\d{1,2}[.、．]|[一二三四五六七八九十]{1,3}、|（[一二三四五六七八九十\d]{1,3}）)$"
)
#: what no brand is called: honours, and places that every house has
_NO_BRAND = re.compile(
    r"模范|先进|优秀|示范|文明|最美|十佳|标兵|明星|能手|技师|之星|红旗|冠军|第一|意见箱|举报箱|热线$|^[\dA-Za-z.%]+$"
    r"|(?:哥|姐|嫂|妹|师傅|司机|骑手|一族|一代|[\d０]后|群体|大军|女郎|老板|代表|选手|学员)$"
    r"|(?:企业|家庭|工厂|工地|单位|社区|学校|班组|集体|窗口|园区|景区|市场|商店|饭店|乡村|方针|措施|举措)$"
    r"|^(?:.|[^·]{0,1}[一二三四五六七八九十两][^·]?)$"
)


def season(words: str) -> bool:
    """Do the words name a month, week or day of something: 再就业援助月, 民企招聘周, not 世界海员日?"""
    return bool(_SEASON.fullmatch(words))


def product(words: str) -> bool:
    """Do the words end as products of help do: 工会会员贷, 慈善一日捐, not 健康码?"""
    return bool(_PRODUCT.fullmatch(words)) and not _NO_BRAND.search(words)


def framed(text: str, start: int, end: int, words: str) -> bool:
    """Does the sentence around the quotation text[start:end] say that it names a thing which is run?"""
    if _NO_BRAND.search(words) or not 3 <= len(words) <= 16:
        return False
    low = max(0, start - 44)
    if _FOUNDED.search(text, low, start) or _MADE.search(text, low, start):
        return True
    if _CALLED.search(text, low, start) or _INTO.search(text, low, start):
        return True
    if _CARRIES.search(text, low, start) and _CARRIED.match(text, end):
        return True
    if _DEALT.match(text, end):
        return True
    if _POINT.search(text, max(0, start - 8), start) and text[end : end + 1] in ("。", "，", "：", " ", "\n"):
        return True
    return bool(_OPENS.search(text, max(0, start - 14), start) and _BEFALLS.match(text, end))
