package clean

import "strings"

// letters writes Cyrillic and Greek letters in Latin ones, so that names meet
// across these scripts.
var letters = func() map[rune]string {
	out := map[rune]string{'ь': "", 'ъ': "", 'ʼ': ""}
	for _, pair := range strings.Fields(`а:a б:b в:v г:g ґ:g д:d е:e ё:e є:ye ж:zh з:z и:i і:i ї:yi й:y к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ў:v ф:f
		х:kh ц:ts ч:ch ш:sh щ:shch ы:y э:e ю:yu я:ya ђ:dj ј:j љ:lj њ:nj ћ:c џ:dz
		α:a β:v γ:g δ:d ε:e ζ:z η:i θ:th ι:i κ:k λ:l μ:m ν:n ξ:x ο:o π:p ρ:r σ:s ς:s τ:t υ:y φ:f χ:ch ψ:ps ω:o
		ά:a έ:e ή:i ί:i ό:o ύ:y ώ:o ϊ:i ϋ:y`) {
		from, to, _ := strings.Cut(pair, ":")
		out[[]rune(from)[0]] = to
	}
	return out
}()
