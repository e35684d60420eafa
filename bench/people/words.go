package people

import "strings"

var men = strings.Fields(`john william thomas james george robert henry charles richard edward joseph samuel david alexander francis peter
	arthur frederick walter benjamin hugh andrew daniel philip edmund ralph patrick alfred stephen matthew nicholas christopher albert
	michael isaac anthony gilbert harold lawrence martin simon roger humphrey ambrose jonathan nathaniel theophilus gerald leonard
	sidney ernest percy herbert reginald cecil wilfred horace rupert oswald bernard geoffrey abraham jacob josiah elias luke mark
	timothy edwin godfrey augustus lionel archibald duncan malcolm neil angus owen evan rhys griffith llewelyn cornelius dennis`)

var women = strings.Fields(`mary elizabeth anne jane sarah margaret catherine frances charlotte emma eleanor harriet caroline alice helen
	dorothy florence louisa isabella susan martha maria rachel rebecca lucy agnes emily georgiana julia edith ellen hannah constance
	henrietta barbara beatrice sophia augusta mabel evelyn winifred gertrude matilda ethel violet marion katharine philippa bridget
	joan ursula grace honor penelope theodora rosamund cecilia arabella amelia adelaide victoria esther judith phoebe`)

var shorts = map[string][]string{
	"john": {"jack", "jon"}, "william": {"will", "bill", "wm"}, "thomas": {"tom", "thos"}, "james": {"jim", "jas"}, "robert": {"bob", "rob"},
	"henry": {"harry"}, "charles": {"charlie", "chas"}, "richard": {"dick", "rich"}, "edward": {"ned", "ted", "ed"}, "joseph": {"joe"},
	"samuel": {"sam"}, "david": {"dave"}, "alexander": {"alex", "sandy"}, "francis": {"frank"}, "frederick": {"fred"}, "walter": {"wat"},
	"benjamin": {"ben"}, "andrew": {"andy"}, "daniel": {"dan"}, "philip": {"phil"}, "patrick": {"pat"}, "alfred": {"alf"}, "stephen": {"steve"},
	"matthew": {"matt"}, "nicholas": {"nick"}, "christopher": {"kit", "chris"}, "michael": {"mike"}, "anthony": {"tony"}, "mary": {"polly", "molly"},
	"elizabeth": {"betty", "liz", "eliza"}, "anne": {"nancy", "ann"}, "jane": {"jenny"}, "sarah": {"sally"}, "margaret": {"peggy", "meg"},
	"catherine": {"kate", "kitty"}, "frances": {"fanny"}, "eleanor": {"nell", "ellen"}, "harriet": {"hattie"}, "dorothy": {"dolly"},
	"susan": {"sue"}, "martha": {"patty"}, "rebecca": {"becky"}, "isabella": {"bella"}, "henrietta": {"etta"}, "florence": {"flo"},
}

var trades = strings.Fields(`politician writer artist painter clergyman soldier cricketer footballer officer lawyer actor physician engineer
	merchant poet architect composer botanist printer judge historian journalist naturalist sculptor engraver explorer photographer
	mathematician chemist philosopher surgeon brewer banker teacher musician`)

// places are towns, the larger ones first.
var places = strings.Fields(`london edinburgh dublin liverpool manchester birmingham glasgow bristol leeds sheffield newcastle bath york
	norwich exeter oxford cambridge plymouth hull nottingham leicester derby cardiff swansea belfast cork aberdeen dundee perth
	inverness lincoln durham carlisle lancaster chester shrewsbury worcester gloucester hereford salisbury winchester canterbury
	rochester colchester ipswich bedford northampton peterborough reading guildford brighton hastings dover portsmouth southampton
	dorchester taunton truro penzance barnstaple tavistock`)

// surnames are put together from two parts: some 2,000, the first ones common.
var surnames = func() []string {
	heads := strings.Fields(`wood hill brad ash black white long green hart king mill north south west east stan wal har hal thorn
		whit cros black had mor nor pres rad red san scar sel shel sher skel sol stock stret swin tar tem thorpe til tren tru un up
		wake war wat well wen wes whar wick wil win with wrox yar bea bel ben bin bir bla bram bre brig`)
	tails := strings.Fields(`son ton ley ham ford field worth man well stone bury wick by ridge combe croft den dale gate house
		ings land low mere more ney port shaw stead thwaite wood`)
	out := strings.Fields(`smith jones taylor brown williams wilson johnson davies robinson wright thompson evans walker white roberts green
		hall clarke jackson harris turner hill scott cooper morris ward moore king watson baker harrison morgan patel young allen`)
	for i := range len(heads) * len(tails) {
		out = append(out, heads[i%len(heads)]+tails[(i/len(heads)+i)%len(tails)])
	}
	return out
}()

var counties = strings.Fields("kent devon cornwall yorkshire lancashire norfolk suffolk essex sussex surrey dorset somerset cheshire durham")
