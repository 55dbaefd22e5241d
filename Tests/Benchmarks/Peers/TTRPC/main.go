// Unary echo over ttrpc on a Unix socket.
//
//	ttrpc-echo server PATH
//	ttrpc-echo client PATH PAYLOAD_BYTES IN_FLIGHT SECONDS
package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"sort"
	"strconv"
	"sync"
	"time"

	"github.com/containerd/ttrpc"
	"golang.org/x/sys/unix"
)

const (
	service      = "bench.Echo"
	method       = "Get"
	warmUp       = 500 * time.Millisecond
	latenciesMax = 8_000_000
)

// Body is a message of one field. The library reads its form from the tag, as it does for the
// envelope of every call, so nothing is generated.
type Body struct {
	Payload []byte `protobuf:"bytes,1,opt,name=payload,proto3"`
}

func (b *Body) Reset()         { *b = Body{} }
func (b *Body) String() string { return fmt.Sprintf("%d bytes", len(b.Payload)) }
func (*Body) ProtoMessage()    {}

func serve(path string) error {
	server, err := ttrpc.NewServer()
	if err != nil {
		return err
	}
	server.Register(service, map[string]ttrpc.Method{
		method: func(_ context.Context, unmarshal func(interface{}) error) (interface{}, error) {
			var body Body
			if err := unmarshal(&body); err != nil {
				return nil, err
			}
			return &body, nil
		},
	})
	listener, err := net.Listen("unix", path)
	if err != nil {
		return err
	}
	fmt.Println("ready")
	return server.Serve(context.Background(), listener)
}

// sampler collects the round trips of all callers, and says when it begins to measure and what came
// out.
type sampler struct {
	mutex     sync.Mutex
	start     time.Time
	begin     time.Time
	cpu       int64
	duration  time.Duration
	calls     int
	latencies []uint32
	done      bool
}

func processNanoseconds() int64 {
	var ts unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_PROCESS_CPUTIME_ID, &ts); err != nil {
		panic(err)
	}
	return ts.Nano()
}

// record counts a call that began at a moment and is over now; false when the time is up.
func (s *sampler) record(since time.Time) (time.Time, bool) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	now := time.Now()
	if s.done {
		return now, false
	}
	if s.begin.IsZero() {
		if now.Sub(s.start) >= warmUp {
			fmt.Println(`{"phase": "measuring"}`)
			s.cpu = processNanoseconds()
			s.begin = time.Now()
		}
		return now, true
	}
	s.calls++
	if len(s.latencies) < latenciesMax && !since.Before(s.begin) {
		s.latencies = append(s.latencies, uint32(now.Sub(since)))
	}
	if elapsed := now.Sub(s.begin); elapsed >= s.duration {
		s.done = true
		s.finish(elapsed)
	}
	return now, !s.done
}

func (s *sampler) finish(elapsed time.Duration) {
	cpu := processNanoseconds() - s.cpu
	sort.Slice(s.latencies, func(i, j int) bool { return s.latencies[i] < s.latencies[j] })
	microseconds := func(share float64) float64 {
		if len(s.latencies) == 0 {
			return 0
		}
		index := int(float64(len(s.latencies)) * share)
		if index >= len(s.latencies) {
			index = len(s.latencies) - 1
		}
		return float64(s.latencies[index]) / 1_000
	}
	fmt.Printf(
		`{"phase": "done", "calls": %d, "seconds": %f, "cpuSeconds": %f, `+
			`"p50": %f, "p99": %f, "p999": %f}`+"\n",
		s.calls, elapsed.Seconds(), float64(cpu)/1e9,
		microseconds(0.5), microseconds(0.99), microseconds(0.999))
}

func call(path string, payloadBytes, inFlight int, seconds float64) error {
	connection, err := net.Dial("unix", path)
	if err != nil {
		return err
	}
	client := ttrpc.NewClient(connection)
	defer client.Close()
	samples := &sampler{
		start:    time.Now(),
		duration: time.Duration(seconds * float64(time.Second)),
		// Reserved, so that no growing of it falls into a round trip.
		latencies: make([]uint32, 0, latenciesMax),
	}
	failures := make(chan error, inFlight)
	for caller := 0; caller < inFlight; caller++ {
		go func() {
			request := &Body{Payload: make([]byte, payloadBytes)}
			moment, goesOn := time.Now(), true
			for goesOn {
				var answer Body
				if err := client.Call(context.Background(), service, method, request, &answer); err != nil {
					failures <- err
					return
				}
				if len(answer.Payload) != payloadBytes {
					failures <- fmt.Errorf("an echo of %d bytes", len(answer.Payload))
					return
				}
				moment, goesOn = samples.record(moment)
			}
			failures <- nil
		}()
	}
	for caller := 0; caller < inFlight; caller++ {
		if err := <-failures; err != nil {
			return err
		}
	}
	return nil
}

func main() {
	words := os.Args
	var err error
	switch {
	case len(words) == 3 && words[1] == "server":
		err = serve(words[2])
	case len(words) == 6 && words[1] == "client":
		payloadBytes, badBytes := strconv.Atoi(words[3])
		inFlight, badCount := strconv.Atoi(words[4])
		seconds, badSeconds := strconv.ParseFloat(words[5], 64)
		for _, bad := range []error{badBytes, badCount, badSeconds} {
			if bad != nil {
				err = bad
			}
		}
		if err == nil {
			err = call(words[2], payloadBytes, inFlight, seconds)
		}
	default:
		err = fmt.Errorf("usage: server PATH | client PATH PAYLOAD_BYTES IN_FLIGHT SECONDS")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
