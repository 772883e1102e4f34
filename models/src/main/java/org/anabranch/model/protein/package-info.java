/** The bundled protein backbones: a flow of C-alpha traces, their geometry, and real fragments to compare with. */
package org.anabranch.model.protein;
