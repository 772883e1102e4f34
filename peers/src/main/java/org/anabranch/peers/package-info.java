/** Libraries that {@code bench} measures beside our kernels, behind {@link org.anabranch.jmh.peer.PeerProvider}. */
package org.anabranch.peers;
