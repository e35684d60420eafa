package clean

import "strings"

// leading are titles at the beginning of a name that are names elsewhere.
var leading = wordSet("lord lady dame sir capt captain col colonel admiral lt lieutenant sgt sergeant")

// peers are ranks behind a name, with a number, a surname or a seat.
var peers = wordSet("baron baroness baronet earl viscount viscountess duke duchess marquess marquis count countess lord lady")

// unnamed may stand behind a name and are none either.
var unnamed = wordSet("esq esquire md phd of the bt")

// styled says that words are no given names but what a person is called by:
// "1st baron hallow", "esq".
func styled(words []string) bool {
	return ordinal(words[0]) != "" || peers[words[0]] || unnamed[words[0]]
}

// styleAt is where a style begins behind a name without a comma: edmund 1st baron
// hallow of ware, george hall baron of hull. 0 when there is none.
func styleAt(words []string) int {
	for i := 1; i+1 < len(words); i++ {
		if numbered(words[i]) && peers[words[i+1]] || peers[words[i]] && words[i+1] == "of" {
			return i
		}
	}
	return 0
}

// numbered says that a word is 1st, 2nd …
func numbered(w string) bool { return ordinal(w) != "" && !allDigits(w) }

// style reads the surname and the seat out of the words behind a name. They stand
// for a surname that is not there.
func (p *Person) style(words []string) {
	i := 0
	for i < len(words) && (numbered(words[i]) || words[i] == "the") {
		i++
	}
	if i >= len(words) || !peers[words[i]] {
		return
	}
	surname, seat, _ := strings.Cut(" "+strings.Join(words[i+1:], " ")+" ", " of ")
	for _, s := range [...]string{strings.TrimSpace(surname), strings.TrimSpace(seat)} {
		if s != "" && s != p.Surname {
			p.Styles = append(p.Styles, s)
		}
	}
	if p.Surname == "" && len(p.Styles) > 0 {
		p.Surname, p.Styles = p.Styles[0], p.Styles[1:]
		if p.Given == p.Surname {
			p.Given = "" // hull, 2nd duke hull of bath
		}
	}
}
