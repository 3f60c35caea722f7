package hall

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// child is a server in a process of its own: this program again, told by its first
// arguments to serve. It prints one line when it is ready and ends when its input ends,
// so that it outlives nobody.
type child struct {
	process *exec.Cmd
	input   io.WriteCloser
	told    string // the line
}

// startChild starts this program with arguments and gives it a line of input.
func startChild(line string, args ...string) (*child, error) {
	program, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return start(exec.Command(program, args...), line)
}

func start(cmd *exec.Cmd, line string) (*child, error) {
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	c := &child{process: cmd, input: in}
	if _, err := fmt.Fprintln(in, line); err != nil {
		c.stop()
		return nil, err
	}
	told, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		c.stop()
		return nil, fmt.Errorf("%s: ended before it was ready: %w", strings.Join(cmd.Args[1:], " "), err)
	}
	c.told = strings.TrimSpace(told)
	return c, nil
}

func (c *child) pid() int { return c.process.Process.Pid }

// stop ends the process and waits for it.
func (c *child) stop() {
	_ = c.input.Close()
	kill := time.AfterFunc(5*time.Second, func() { _ = c.process.Process.Kill() })
	defer kill.Stop()
	_ = c.process.Wait()
}

// Serve is what a child does: it serves as its arguments say until input ends.
func Serve(args []string) error {
	servers := map[string]func(in *bufio.Reader) error{
		"aula": serveAula, "plain": servePlain, "limit": serveLimit, "handshakes": serveHandshakes,
	}
	if len(args) != 1 || servers[args[0]] == nil {
		return errors.New("serve: which server?")
	}
	return servers[args[0]](bufio.NewReader(os.Stdin))
}

// untilInputEnds returns when the parent has closed our input, or is gone.
func untilInputEnds(in io.Reader) { _, _ = io.Copy(io.Discard, in) }
