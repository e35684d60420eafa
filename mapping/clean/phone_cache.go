package clean

import "sync"

// phoneCache remembers what the plans say of numbers: asking costs some tens of
// microseconds and the same switchboard stands on thousands of records. It is
// bounded: a shard that is full starts anew, which costs time and never a wrong
// answer.
type phoneCache struct {
	shards [16]phoneShard
}

type phoneShard struct {
	mu   sync.RWMutex
	seen map[phoneKey]Phone
}

type phoneKey struct{ raw, region string }

const phoneShardSize = 4096

var phones phoneCache

func (c *phoneCache) shard(k phoneKey) *phoneShard {
	h := uint32(2166136261)
	for i := 0; i < len(k.raw); i++ {
		h = (h ^ uint32(k.raw[i])) * 16777619
	}
	return &c.shards[h%uint32(len(c.shards))]
}

func (c *phoneCache) get(k phoneKey) (Phone, bool) {
	s := c.shard(k)
	s.mu.RLock()
	p, ok := s.seen[k]
	s.mu.RUnlock()
	return p, ok
}

func (c *phoneCache) put(k phoneKey, p Phone) {
	s := c.shard(k)
	s.mu.Lock()
	if s.seen == nil || len(s.seen) >= phoneShardSize {
		s.seen = make(map[phoneKey]Phone)
	}
	s.seen[k] = p
	s.mu.Unlock()
}
