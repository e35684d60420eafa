package matching

import "strings"

// Numbers of persons are often kept with their middle hidden: 138****5678,
// 440103********1234. What can still be seen of them is compared.

// leastSeen is how many characters two numbers must both show to tell anything.
const leastSeen = 6

// endsOf is a hash of what is commonly left to see of a mobile number or citizen's
// number of China, hidden or not; 0 for any other.
func endsOf(number string) uint32 {
	s := strings.TrimPrefix(number, "+86")
	from, to := strings.IndexByte(s, '*'), strings.LastIndexByte(s, '*')+1
	switch {
	case from >= 0:
	case len(s) == 11 && s[0] == '1':
		from, to = 3, 7
	case len(s) == 18:
		from, to = 6, 14
	default:
		return 0
	}
	if from+len(s)-to < leastSeen {
		return 0
	}
	return uint32(fnvOf(s[:from]+"*"+s[to:])) | 1
}

// hiddenLevel compares what two numbers show, of which one hides something.
func hiddenLevel(a, b string) uint8 {
	a, b = strings.TrimPrefix(a, "+86"), strings.TrimPrefix(b, "+86")
	seen := 0
	for i := 0; i < min(len(a), len(b)) && a[i] != '*' && b[i] != '*'; i++ {
		if a[i] != b[i] {
			return numberDiffers
		}
		seen++
	}
	for i := 1; i <= min(len(a), len(b)) && a[len(a)-i] != '*' && b[len(b)-i] != '*'; i++ {
		if a[len(a)-i] != b[len(b)-i] {
			return numberDiffers
		}
		seen++
	}
	if seen < leastSeen {
		return 0
	}
	return numberShown
}
