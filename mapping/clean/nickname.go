package clean

import "strings"

// GivenForms lists the given names that an English given name may be short for,
// itself first: bob → bob, robert. Two given names may be one when they have a
// form in common. The list must not be changed.
func GivenForms(given string) []string {
	if f := givenForms[given]; f != nil {
		return f
	}
	return []string{given}
}

// ShortForm reports whether two given names are known forms of one name.
func ShortForm(a, b string) bool {
	fa, fb := givenForms[a], givenForms[b]
	if fa == nil && fb == nil {
		return a == b
	}
	for _, x := range GivenForms(a) {
		for _, y := range GivenForms(b) {
			if x == y {
				return true
			}
		}
	}
	return false
}

// givenForms is built from lines of a name and its everyday forms.
var givenForms = func() map[string][]string {
	out := map[string][]string{}
	add := func(word, form string) {
		if out[word] == nil {
			out[word] = []string{word}
		}
		if word != form {
			out[word] = append(out[word], form)
		}
	}
	for _, line := range strings.Split(strings.TrimSpace(everydayNames), "\n") {
		words := strings.Fields(line)
		for _, w := range words {
			add(w, words[0])
		}
	}
	return out
}()

// everydayNames: English names, the spellings under which they are also
// registered, and the short forms in use now or in the nineteenth century.
const everydayNames = `
abigail abby abbie gail
abraham abe abram
agnes aggie nessie
albert al bert bertie
alexander alex alec alexis sandy sander xander al
alexandra alex sandra alexa sandy lexi
alfred alf alfie fred freddie al
alice allie ally alison
amanda mandy
amelia amy milly millie emily
andrew andy drew
andrea andy
angela angie
ann anne anna annie hannah nan nancy annette anya
annabel annabelle anabella anabelle bella belle annabella
anthony tony antony ant
archibald archie
arthur art artie
augustus gus august
barbara barb babs barbie
bartholomew bart
beatrice bea trixie beatrix
benjamin ben benny benjy
bernard bernie barney
bradley brad
bridget biddy bridie
cameron cam
caroline carrie carolyn caro carol lina
catherine katherine kathryn kate katie kathy cathy kitty kay katharine cathryn kat karen
cecilia celia cissy
charles charlie chas chuck charley chip carl
charlotte lottie charlie lotte
christian chris
christina christine chris tina chrissie kristina kristine christy
christopher chris kit topher kris
clarence clare
clifford cliff
constance connie
cornelius neil con
cynthia cindy
daniel dan danny dannie
danielle dani ella
daniela daniella dani
david dave davy davey
deborah deb debbie debra
dennis denis den denny
dominic dom nick
donald don donnie
dorothy dot dottie dolly dora thea
douglas doug
edmund ed eddie ned ted
edward ed eddie ned ted teddy
edwin ed eddie
eleanor ellie nell nellie nora elinor ella lena
elizabeth liz lizzie eliza beth betty bess bessie lisa libby betsy elisabeth elsie lizbeth elspeth liza
emanuel manny emmanuel
emily em emmy millie
eric erick rick erik
ernest ernie
esther essie hester
eugene gene
evelyn eve evie
ezekiel zeke
florence flo flora florrie flossie
frances fran fanny frankie francie
francis frank frankie fran
franklin frank
frederick fred freddie freddy frederic fredrick rick fritz
gabriel gabe
gabrielle gaby gabby
gareth gary gaz
geoffrey geoff jeff jeffrey jeffery
george georgie geo
georgina georgia gina georgie georgiana
gerald gerry jerry gerard
gertrude gertie trudy
gilbert gil bert
gordon gordy
grace gracie
gregory greg gregg
gwendolyn gwen
harold harry hal
harriet hattie harriett
helen nell nellie helena ellen elena
henrietta hetty etta
henry harry hal hank
herbert herb bert
hugh hughie hubert howard howie
isaac ike
isabella isabel bella isabelle izzy belle isobel tibby
jacob jake jakob
jacqueline jackie jacquie
james jim jimmy jamie jem jas
jane jenny jean janet janey
jasmine jas jazz
jason jay
jeanette jean nettie
jennifer jen jenny jennie
jeremiah jerry jeremy
jeremy jerry jem
jessica jess jessie
jesse jess jessie
joan joanie
joanna jo joan joanne
john jack johnny jon jock johnnie ian
jonathan jon jonny jonathon nathan
joseph joe joey jos jo
josephine jo josie
joshua josh
judith judy judie
julia julie jules juliet
julian jules
katrina kat trina
kenneth ken kenny
kevin kev
kimberly kim kimberley
lachlan lachie
laura laurie lori lauren
lawrence larry laurence laurie lorenzo
leonard leo len lenny
leonora nora lenora
leslie les lesley
lewis lew louis lou louie luis luiz
lillian lil lily lilly lilian
lillie lily lilly
louisa louise lou
lucas luke
lucy lucille lucinda
luella lou ella
lydia liddy
madeline maddie madeleine maddy madison
magdalena maggie lena magda
malcolm mal
marcus mark marc
margaret maggie peggy meg peg madge daisy greta rita marge margery marjorie peggie marguerite
maria mary marie mariah ria
martha mattie patty marty
martin marty
mary marie maria molly polly mamie mae may moll
matilda tilly mattie maud tillie
matthew matt mathew mat matty
maurice morris
maxwell max
maximilian max
megan meg
melanie mel
melissa mel missy lissa
mercedes sadie
michael mike mick mickey micky mikey mitch micheal
michelle shelly
mildred millie
miranda mandy
mitchell mitch
mohammed muhammad mohamed muhammed mohammad mhd md mohd muhamed
nathaniel nathan nat nate
nicholas nick nicky nicolas nic
nicole nicky nikki nicola
norman norm
oliver ollie
olivia liv livvy
oscar ozzie
pamela pam
patricia pat patty tricia trish patsy
patrick pat paddy rick
paul pauly
pauline polly
penelope penny
peter pete
philip phil phillip pip
phillipa pippa philippa
priscilla cilla
prudence prue
rachel rachael rae
randolph randy
raymond ray
rebecca becky becca beck
reginald reg reggie
richard rick dick rich ricky richie
robert bob bobby rob robbie bert robin bobbie
roberta bobbie bobby
roderick rod roddy rory
rodney rod
roger rodge
roland rollo rolly
ronald ron ronnie
rosalind roz ros
rosemary rose rosie
rose rosa rosie
russell russ
samantha sam sammy
samuel sam sammy
sarah sally sara sadie sahra
sebastian seb bastian
sheila shelagh
sidney sid sydney syd
simon si
sophia sophie sofia
stanley stan
stephanie steph stephie
stephen steve steven stevie
stuart stu stewart
susan sue susie susanna suzanne susannah suzie
sylvester sly
tabitha tabby
terence terry terrance
teresa terry theresa tess tessa
theodore ted teddy theo
thomas tom tommy thos
timothy tim timmy
tobias toby
valerie val
vanessa nessa
veronica ronnie vera
victor vic
victoria vicky vicki tori
vincent vince vinny vin
violet vi
virginia ginny
vivian viv vivien
walter wally walt wat
wilfred wilf fred
wilhelmina mina minnie
william bill billy will willie liam wm willy
winifred winnie
winston win
zachary zach zack zac zachariah
`
