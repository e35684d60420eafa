package matching

import "slices"

// Named are the rows that have a name of this Text by themselves.
func (x *Index) Named(text string) []uint32 {
	var out []uint32
	if v := x.table.words.word.find(text); v != 0 {
		x.lists.rows(x.lists.find(keyOf(keyText, v)), func(i uint32) bool {
			for _, n := range x.table.rows[i].own() {
				if n.text == v {
					out = append(out, i)
					break
				}
			}
			return true
		})
	}
	return out
}

// own are the names of a row that no other taught it.
func (r *row) own() []nameRow { return r.names[:len(r.names)-int(r.taught)] }

// WithCode are the rows that hold the value as a valid identifier of any known
// type.
func (x *Index) WithCode(code string) []uint32 {
	var out []uint32
	for kind := range knownKinds {
		k := x.table.words.word.find(kind)
		v := x.table.words.value.find(value{valueCode, k, code})
		if k == 0 || v == 0 {
			continue
		}
		x.lists.rows(x.lists.find(keyOf(keyCode, v)), func(i uint32) bool {
			for _, c := range x.table.rows[i].codes {
				if c.value == v && c.valid {
					out = append(out, i)
					break
				}
			}
			return true
		})
	}
	slices.Sort(out)
	return slices.Compact(out)
}
