"""Pictures and clips on the screen: seen, heard, recorded.

blocks     a picture in half blocks, in any terminal
preview    a picture as the terminal can show it
waveform   a clip in block characters
sound      the microphone and the loudspeaker
recorder   a window that records
viewer     a window with one picture or clip
"""
