#!/bin/sh
# How films/demo was made, with ffmpeg and openssl: 24 seconds in segments of two, the first half under one key and the second under another.
set -eu
cd "$(dirname "$0")"
rm -rf films/demo
mkdir -p films/demo/keys films/demo/video
cd films/demo

ffmpeg -v error -f lavfi -i testsrc=size=96x54:rate=4 -f lavfi -i sine=frequency=330:sample_rate=16000 -t 24 \
  -c:v libx264 -profile:v baseline -pix_fmt yuv420p -preset veryslow -crf 36 -g 8 -keyint_min 8 -sc_threshold 0 \
  -c:a aac -b:a 8k -ac 1 -hls_time 2 -hls_list_size 0 -hls_playlist_type vod -hls_segment_filename 'video/%02d.plain' \
  video/plain.m3u8
for key in 1 2; do openssl rand 16 > "keys/$key.key"; done

# Without IV in the playlist, it is the number of the segment (RFC 8216, section 5.2).
{
  printf '#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:2\n#EXT-X-PLAYLIST-TYPE:VOD\n'
  for number in 00 01 02 03 04 05 06 07 08 09 10 11; do
    key=$((1 + (1$number - 100) / 6))
    openssl aes-128-cbc -K "$(od -An -tx1 "keys/$key.key" | tr -d ' \n')" -iv "$(printf '%032x' "$((1$number - 100))")" \
      -in "video/$number.plain" -out "video/$number.m2ts"
    case $number in 00 | 06) printf '#EXT-X-KEY:METHOD=AES-128,URI="../keys/%s.key"\n' "$key" ;; esac
    printf '#EXTINF:2,\n%s.m2ts\n' "$number"
  done
  printf '#EXT-X-ENDLIST\n'
} > video/index.m3u8
printf '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=60000,CODECS="avc1.42c00a,mp4a.40.2",RESOLUTION=96x54\nvideo/index.m3u8\n' > master.m3u8
rm video/*.plain video/plain.m3u8
