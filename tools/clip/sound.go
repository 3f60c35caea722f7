package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// What the synthetic voices say.
const (
	lecture = `Good morning, and welcome to everybody in the main hall, in the branch halls, and at home.
This seminar is about clean water for the province.
In the first part I shall say where we stand today. In the second part I shall name three duties.
Test every source, every month, in public. Repair within forty eight hours. And let one person answer for each village.
Please raise your hand whenever you have a question. There is one queue for all places.`
	question = `Thank you for giving me the floor. In our county the repair team serves sixty villages. How shall it be there within two days?`
)

// speak writes Opus in Ogg: the text read by a synthetic voice over a soft steady tone.
func speak(text string, tone, seconds int, path string) error {
	dir, err := os.MkdirTemp("", "clip")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	wav := filepath.Join(dir, "voice.wav")
	if err := synthesise(text, wav); err != nil {
		return err
	}
	filter := fmt.Sprintf("[0:a]aresample=48000,highpass=f=120,volume=0.75,apad[v];[1:a]volume=0.22[t];" +
		"[v][t]amix=inputs=2:duration=shortest:normalize=0,alimiter=limit=0.9:level=false[out]")
	cmd := exec.Command("ffmpeg", "-v", "error", "-y", "-i", wav,
		"-f", "lavfi", "-t", fmt.Sprint(seconds), "-i", fmt.Sprintf("sine=frequency=%d:sample_rate=48000", tone),
		"-filter_complex", filter, "-map", "[out]", "-t", fmt.Sprint(seconds), "-ac", "1",
		"-c:a", "libopus", "-b:a", "40k", "-application", "audio", "-page_duration", "20000",
		"-flags", "+bitexact", "-fflags", "+bitexact", path)
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("ffmpeg %s: %w", path, err)
	}
	return nil
}

// synthesise prefers flite and takes espeak-ng where it is missing.
func synthesise(text, wav string) error {
	cmd := exec.Command("espeak-ng", "-v", "en-gb", "-s", "145", "-w", wav, text)
	if flite, err := exec.LookPath("flite"); err == nil {
		cmd = exec.Command(flite, "-voice", "slt", "-t", text, "-o", wav)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("voice: %w", err)
	}
	return nil
}
