#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A folder of PNGs with a sub-folder a label: flags of countries, by the region of their time zones.
source "$(dirname "${BASH_SOURCE[0]}")/setting.sh"

flags=/usr/share/iso-flags-png-320x240
if [[ ! -d $flags ]]; then
  echo "there is no $flags; apt-get install iso-flags-png-320x240" >&2
  exit 3
fi

# zone.tab begins with: AD  +4230+00131  Europe/Andorra. Europe's are for the test.
awk '!/^#/ && !seen[$1]++ { split($3, zone, "/"); print tolower($1), zone[1] }' /usr/share/zoneinfo/zone.tab |
  while read -r country region; do
    part=train
    [[ $region == Europe ]] && part=test
    mkdir -p "$part/$region"
    cp "$flags/$country.png" "$part/$region/" 2>/dev/null || true
  done

echo "Flags have transparent corners:"
"$hourglass" train --encoder "dense 64" --data train/ 2>&1 || true

pictures=(--size 24x32 --background white)
echo
echo "Flags in 64 numbers, those it has seen and those of Europe, which it has not:"
"$hourglass" train --encoder "conv 16 relu, pool, conv 32 relu, pool, dense 64" --data train/ "${pictures[@]}" \
  --epochs 200 --batch-size 16 --out code.keras --quiet 2>&1
"$hourglass" evaluate code.keras --data train/ "${pictures[@]}"
"$hourglass" evaluate code.keras --data test/ "${pictures[@]}"
"$hourglass" reconstruct code.keras --data train/ "${pictures[@]}" --out train.png
"$hourglass" reconstruct code.keras --data test/ "${pictures[@]}" --out test.png
"$hourglass" reconstruct code.keras --data test/ "${pictures[@]}" --out reconstructed/

echo
echo "Noise taken from flags of Europe by a network that was trained with the others:"
"$hourglass" train --encoder "noise 0.2, conv 32 relu, conv 32 relu" --data train/ "${pictures[@]}" \
  --epochs 30 --batch-size 16 --out denoise.keras --quiet 2>&1
"$hourglass" denoise denoise.keras --data test/ "${pictures[@]}" --noise 0.2 --out denoised.png
"$hourglass" denoise denoise.keras --data test/ "${pictures[@]}" --noise 0.2 --out denoised.npy
"$hourglass" convert test/ originals.npy "${pictures[@]}"
"$python" - <<'END'
import numpy

originals, denoised = numpy.load("originals.npy"), numpy.load("denoised.npy")
noisy = originals + 0.2 * numpy.random.default_rng(0).normal(size=originals.shape)
for name, pictures in ("noisy", noisy.clip(0, 1)), ("denoised", denoised):
    print(f"{name}: {-10 * numpy.log10(numpy.mean((pictures - originals) ** 2)):.2f} dB")
END
