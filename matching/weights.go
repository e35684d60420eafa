package matching

// The weights of evidence. They are set by reasoning about how company data
// comes to be, not fitted to a data set. "rare(x)" is log2(total / count of x),
// so a value that few companies share weighs more.
const (
	// background is added to the number of records and of names: a small file
	// is a sample of a world with many more companies. It sets the least prior
	// to 14 bits and lets a name that is unique in the file weigh as much.
	background = 1 << 14

	nameLow, nameHigh     bits = 300, 2000 // equal brands: how rare the brand is
	nameBridge            bits = 300       // less when one is the sound of the other in another script
	nameHomophone         bits = 700       // less when both are Han and only sound alike
	nameSimilar           bits = 600       // less when one letter differs
	nameTypo              bits = 450       // less when the whole names are one edit apart
	nameTwin              bits = 700       // less when only their brands are one edit apart
	nameInside            bits = 200       // one brand begins with the other
	nameDiffers           bits = -800
	nameForeign           bits = -200 // two scripts, no bridge: it says little
	nameShort, nameFormer bits = -150, -100

	regionLow, regionHigh bits = 100, 600 // equal regions: rare(region)
	regionDiffers         bits = -600
	// A province against a city in it: one of the names may leave the other
	// level out, but two complete legal names are registered apart.
	regionInside, regionApart bits = 100, -200
	regionWider               bits = 100 // less than an equal region: a province against a city in it, in two scripts
	// A name without region fits several companies when the brand is known in
	// three regions or more; the same goes for trades.
	spreadNames         = 3
	regionOpen     bits = -400
	industryOpen   bits = -300
	industryAbsent bits = -100

	industryLow, industryHigh bits = 100, 600
	sectorLow, sectorHigh     bits = 50, 400 // the same sector in two scripts: rare(sector)
	industryShort             bits = 200     // less when one trade is the other in short
	industryAkin              bits = 50      // another word of the same sector
	industryDiffers           bits = -500

	formEqual, formDiffers, formGroup bits = 100, -100, -400

	tailEqual, tailSimilar, tailDiffers bits = 400, -100, -800

	// A name with region, brand, trade and form is registered once.
	wholeComplete, wholePart, wholeBrand bits = 800, 400, 100

	codeTrusted  bits = 1200 // on top of the prior: decides unless the names disagree
	codeValid    bits = 600  // on top of the prior
	codeUnproven bits = 800  // equal but without valid check digits
	codeTypo     bits = 500  // one character off, at least one side invalid

	phoneBase, phoneHigh   bits = 300, 1100 // rare(phone among brands) less the base
	mailBase, mailHigh     bits = 200, 1200
	domainBase, domainHigh bits = 500, 900
	streetBase, streetHigh bits = 500, 800
	streetDiffers          bits = -100 // same road, other number
	// Phone and street come from one building, so both together are capped.
	buildingHigh bits = 1300

	cityLow, cityHigh bits = 100, 400
	postHigh          bits = 600 // equal postcodes
	cityProvince      bits = 50
	cityDiffers       bits = -200
	countryDiffers    bits = -1000 // an equal name abroad is a sister company

	// crossHigh caps one pair's say in the mean of two clusters.
	crossHigh bits = 3000
)
