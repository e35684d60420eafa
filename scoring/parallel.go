package scoring

import (
	"runtime"
	"sync"

	"github.com/tierloop/tierloop/model"
)

// blockSize is how many customers one goroutine judges at a time.
const blockSize = 256

// each judges the rows on all cores and yields the results in their order. It
// returns when every goroutine has ended, also when yield wants no more.
func (j *judge) each(yield func(model.TierResult) bool) {
	type block struct {
		from int
		out  chan []model.TierResult
	}
	workers := runtime.GOMAXPROCS(0)
	work := make(chan block, workers)
	ordered := make(chan block, 2*workers)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		defer close(ordered)
		defer close(work)
		for from := 0; from < len(j.order); from += blockSize {
			b := block{from, make(chan []model.TierResult, 1)}
			select {
			case <-stop:
				return
			case ordered <- b: // waits here when the reader is slow
			}
			work <- b
		}
	})
	for range workers {
		wg.Go(func() {
			for b := range work {
				rows := j.order[b.from:min(b.from+blockSize, len(j.order))]
				results := make([]model.TierResult, 0, len(rows))
				for _, row := range rows {
					if r, ok := j.result(row); ok {
						results = append(results, r)
					}
				}
				b.out <- results
			}
		})
	}
	defer wg.Wait()
	defer close(stop)
	for b := range ordered {
		for _, r := range <-b.out {
			if !yield(r) {
				return
			}
		}
	}
}
