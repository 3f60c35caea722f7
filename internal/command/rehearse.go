package command

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"aula/internal/media/rehearse"
)

// keyVariable holds the key, which stays out of the list of processes that way.
const keyVariable = "AULA_REHEARSAL_KEY"

// playRehearsal plays a crowd against a server of one's own and tells how it went.
func playRehearsal(env *environment, args []string) error {
	o := rehearse.Options{Key: os.Getenv(keyVariable)}
	flags := env.flags
	flags.StringVar(&o.Key, "key", o.Key, "the rehearsal's `key`; better in "+keyVariable)
	flags.IntVar(&o.Viewers, "viewers", 100, "how many watch")
	flags.IntVar(&o.Publishers, "publishers", 1, "how many send a picture, 1 to 3")
	minutes := flags.Float64("minutes", 1, "how long they stay")
	flags.DurationVar(&o.Over, "over", 10*time.Second, "in which time each half of them comes")
	loss := flags.Float64("loss", 0, "packets that each loses on the way, `%`")
	flags.DurationVar(&o.Network.Delay, "delay", 0, "how late each gets its packets")
	flags.DurationVar(&o.Network.Jitter, "jitter", 0, "how much later still, now and then")
	rate := flags.Float64("rate", 0, "what each can receive, `Mbit/s`; 0 is everything")
	flags.Uint64Var(&o.Network.Seed, "seed", 1, "the same losses come with the same `number`")
	authority := flags.String("authority", "", "`file` with the certificate of the server's own authority (aula.crt)")
	rest, err := env.parseFlags(args)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return env.need("give the address of a seminar: https://host/s/key")
	}
	o.Address = strings.TrimSuffix(rest[0], "/")
	o.Hold = time.Duration(*minutes * float64(time.Minute))
	o.Network.Loss, o.Network.Rate = *loss/100, int(*rate*1e6)
	if o.HTTP, err = trusting(*authority); err != nil {
		return err
	}
	o.Told = func(s string) { fmt.Fprintln(env.err, s) }
	report, err := rehearse.Run(env.ctx, o)
	if err != nil {
		return fmt.Errorf("rehearse: %w", err)
	}
	return report.Write(env.out)
}

// trusting returns a client that also trusts the authority in a file, if one is given.
func trusting(file string) (*http.Client, error) {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 64
	if file == "" {
		return &http.Client{Transport: transport, Timeout: time.Minute}, nil
	}
	pem, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(pem) {
		return nil, errors.New(file + " holds no certificate")
	}
	transport.TLSClientConfig = &tls.Config{RootCAs: pool}
	return &http.Client{Transport: transport, Timeout: time.Minute}, nil
}
