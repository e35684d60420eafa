package scoring

import "fmt"

// compileRFM checks the three sources, the buckets and the classes.
func compileRFM(c *compiler, id, path string, m Model) scorer {
	def(&m.Buckets, 5)
	def(&m.Best, m.Buckets)
	r := &rfm{nested: m.Order == "nested", buckets: m.Buckets, bestIs1: m.Best == 1, plusOne: m.Edges == "plus_one", classes: m.Classes != ""}
	sources := m.sources()
	for i, name := range []string{"recency", "frequency", "monetary"} {
		r.columns[i] = c.source(id, path, name, sources[name])
	}
	if m.Buckets < 2 || m.Buckets > 10 {
		c.fail(codeValue, path+".buckets", "", "%d is not a number of buckets from 2 to 10", m.Buckets)
	}
	if m.Best != 1 && m.Best != m.Buckets {
		c.fail(codeValue, path+".best", "", "the best score is 1 or %d", m.Buckets)
	}
	c.oneOf(path+".order", m.Order, "", "independent", "nested")
	c.oneOf(path+".edges", m.Edges, "", "strict", "plus_one")
	c.oneOf(path+".classes", m.Classes, "", "cn8")
	c.cut(path, m, r)
	c.classLabels(path, m, r)
	for i, s := range m.Segments {
		at := fmt.Sprintf("%s.segments[%d]", path, i)
		seg := segment{label: s.Label.text(fmt.Sprintf("segment %d", i+1))}
		for j, rng := range [][]int{s.R, s.F, s.M} {
			if len(rng) != 2 || rng[0] > rng[1] || rng[0] < 1 || rng[1] > m.Buckets {
				c.fail(codeValue, at+"."+[]string{"r", "f", "m"}[j], "", "a range is [lowest, highest] between 1 and %d", m.Buckets)
				continue
			}
			seg.ranges[j] = [2]int{rng[0], rng[1]}
		}
		r.segments = append(r.segments, seg)
	}
	return r
}

func (c *compiler) cut(path string, m Model, r *rfm) {
	if m.Cut == nil {
		return
	}
	if m.Classes == "" {
		c.fail(codeForeign, path+".cut", "add classes: cn8", "cut belongs to classes")
	}
	if m.Cut.At == nil {
		c.oneOf(path+".cut", m.Cut.By, "mean", "median")
	}
	r.cut = *m.Cut
}

func (c *compiler) classLabels(path string, m Model, r *rfm) {
	r.labels = classLabels
	if m.Labels == nil {
		return
	}
	given := m.Labels.flat()
	if m.Classes == "" || len(given) != len(classOrder) {
		c.fail(codeValue, path+".labels", "in the order of the bits 111 101 011 001 110 100 010 000", "the eight classes need eight labels, not %d", len(given))
		return
	}
	r.labels = nil
	for i, l := range given {
		r.labels = append(r.labels, l.text(classOrder[i]))
	}
}
