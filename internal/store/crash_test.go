package store_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"testing"
	"time"

	"aula/internal/record"
	"aula/internal/store"
)

// crashDir is the environment variable that makes the test program the victim of
// TestKilledServer.
const crashDir = "AULA_TEST_CRASH_DIR"

// tellUntilKilled writes from several goroutines and prints the number of each entry
// that it was told is kept.
func tellUntilKilled(dir string) {
	ctx := context.Background()
	d, err := store.Open(ctx, dir, "", time.Now)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				e, err := d.Tell(ctx, record.New("hand.raised", "a body of some length, so that pages fill up"))
				if err != nil {
					fmt.Fprintln(os.Stderr, err)
					os.Exit(1)
				}
				fmt.Println(e.Seq)
			}
		})
	}
	wg.Wait()
}

// A server is killed with kill -9 in the middle of its work, three times on the same
// file. Every entry that it answered for is there afterwards, and the chain is whole.
func TestKilledServer(t *testing.T) {
	dir := t.TempDir()
	for _, answers := range []int{1, 150, 400} {
		highest := killAfter(t, dir, answers)
		ctx := context.Background()
		d, err := store.Open(ctx, dir, "", time.Now)
		if err != nil {
			t.Fatal(err)
		}
		n, _, err := record.Verify(d.Entries(ctx, "", 0))
		if err != nil || n < highest {
			t.Fatalf("%d entries are there of the %d that were answered: %v", n, highest, err)
		}
		if _, err := d.Tell(ctx, record.New("hand.lowered", nil)); err != nil {
			t.Fatal("the store cannot go on:", err)
		}
		if err := d.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// killAfter runs tellUntilKilled until that many entries were answered, kills it, and
// returns the highest number among all that it answered before it died.
func killAfter(t *testing.T, dir string, answers int) (highest int64) {
	victim := exec.Command(os.Args[0], "-test.run=^$")
	victim.Env = append(os.Environ(), crashDir+"="+dir)
	victim.Stderr = os.Stderr
	out, err := victim.StdoutPipe()
	if err == nil {
		err = victim.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for lines := bufio.NewScanner(out); lines.Scan(); {
		n, err := strconv.ParseInt(lines.Text(), 10, 64)
		if err != nil {
			break // cut off by the kill
		}
		highest = max(highest, n)
		if count++; count == answers {
			if err := victim.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = victim.Wait()
	if count < answers {
		t.Fatalf("it died by itself after %d answers", count)
	}
	return highest
}
