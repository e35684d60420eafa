package matching

// The fields that tell persons apart, in the order of a pattern; traits follow.
const (
	pGiven = iota
	pMiddle
	pSurname
	pBorn
	pGender
	pID
	pMail
	pPhone
	pNumber
	pStreet
	pMore
	pCity
	pPostcode
	pState
	pBirthPlace
	pOccupation
	personFields
)

// maxTraits is how many further attributes a pattern has room for.
const maxTraits = 10

// personShape is the shape of persons with the further attributes named. The
// priors say how careful people are with what they enter: they are set by
// reasoning, count for few pairs and give way to what training sees.
func personShape(traits []string) *shape {
	const worth = 40
	f := func(name string, levels []string, prior ...float64) shapeField {
		return shapeField{name: name, levels: levels, prior: prior, worth: worth}
	}
	three, numbers := []string{"equal", "similar", "differs"}, []string{"equal", "shown", "similar", "differs"}
	fields := [personFields]shapeField{
		pGiven:      f("given-name", []string{"equal", "similar", "short-form", "other-name", "initial", "differs"}, 0.73, 0.09, 0.05, 0.02, 0.04, 0.07),
		pMiddle:     f("other-names", []string{"equal", "shared", "initial", "differs"}, 0.5, 0.2, 0.1, 0.2),
		pSurname:    f("surname", []string{"equal", "similar", "near", "part", "differs"}, 0.8, 0.09, 0.03, 0.02, 0.06),
		pBorn:       f("born", []string{"equal", "one-digit", "swapped", "two-parts", "year-alone", "year", "near", "differs"}, 0.78, 0.06, 0.02, 0.05, 0.03, 0.02, 0.01, 0.03),
		pGender:     f("gender", []string{"equal", "differs"}, 0.97, 0.03),
		pID:         f("id", numbers, 0.8, 0.06, 0.08, 0.06),
		pMail:       f("email", []string{"equal", "similar", "same-user", "differs"}, 0.6, 0.1, 0.1, 0.2),
		pPhone:      f("phone", numbers, 0.55, 0.05, 0.1, 0.3),
		pNumber:     f("house-number", three, 0.7, 0.1, 0.2),
		pStreet:     f("street", three, 0.6, 0.2, 0.2),
		pMore:       f("address-line", three, 0.5, 0.25, 0.25),
		pCity:       f("city", three, 0.65, 0.15, 0.2),
		pPostcode:   f("postcode", []string{"equal", "similar", "area", "district", "differs"}, 0.65, 0.1, 0.07, 0.03, 0.15),
		pState:      f("state", []string{"equal", "differs"}, 0.88, 0.12),
		pBirthPlace: f("birth-place", three, 0.75, 0.1, 0.15),
		pOccupation: f("occupation", three, 0.65, 0.1, 0.25),
	}
	list := fields[:]
	for _, name := range traits {
		list = append(list, shapeField{name: name, levels: three, worth: 200})
	}
	return newShape(list)
}

// household are the fields that the people of one home share, who were often born
// where they live. How much they can weigh together depends on how many families
// the records hold.
const household = 1<<pSurname | 1<<pMail | 1<<pNumber | 1<<pStreet | 1<<pMore | 1<<pCity | 1<<pPostcode | 1<<pState | 1<<pBirthPlace
